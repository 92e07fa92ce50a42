// DetectorSet: finds personal data in one text.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/detect/detectors.h"
#include "privacy/detect/directory_terms.h"
#include "privacy/detect/finding.h"
#include "privacy/detect/scanned_text.h"

namespace adit {

// Longest text that is searched, in bytes; longer ones must be masked whole by the caller.
inline constexpr size_t kMaxDetectBytes = 64 * 1024;

struct DetectOptions {
  DetectOptions() {
    enabled.fill(true);
    threshold.fill(0.5f);
  }
  std::array<bool, kFindingTypeCount> enabled;
  // A finding counts from this score on, 0 to 1.
  std::array<float, kFindingTypeCount> threshold;
  // A policy's further context words, by type; whole words or phrases of up to three.
  std::array<std::vector<std::string>, kFindingTypeCount> context;
  std::array<std::vector<std::string>, kFindingTypeCount> negative_context;
  // Also report runs of six digits and more, as CUSTOM with the rule number.long.
  bool long_numbers = false;
  // Login names and host names of this machine, as the system gives them; shorter than three letters
  // are ignored. A full name may be given too: each of its words counts as a user name.
  std::vector<std::string> user_names;
  std::vector<std::string> host_names;
  // People of the organisation; may be null.
  std::shared_ptr<const DirectoryTerms> directory;
};

// Immutable after construction except for its working memory: one set a thread.
class DetectorSet {
 public:
  explicit DetectorSet(DetectOptions options = {});
  ~DetectorSet();
  DetectorSet(const DetectorSet&) = delete;
  DetectorSet& operator=(const DetectorSet&) = delete;

  // Replaces `findings` by what it finds in `text`, sorted by begin; they may overlap. Offsets are bytes
  // of `text` on character borders. False when the text is not UTF-8 or too long: mask it whole.
  // Time is linear in the text.
  [[nodiscard]] bool Find(std::string_view text, const DetectContext& context,
                          std::vector<Finding>& findings);
  [[nodiscard]] std::vector<Finding> Find(std::string_view text, const DetectContext& context = {});

 private:
  void RunDetectors();
  void ApplyExtraContext();

  DetectOptions options_;
  OwnNames own_names_;
  ExtraContext extra_context_;
  ScannedText scanned_;
  Candidates candidates_;
};

// Sorts, and makes one finding of those that overlap or touch with one type: the union of their
// stretches with the type, rule and score of the best. What is left is disjoint and sorted.
void MergeOverlaps(std::vector<Finding>& findings);

}  // namespace adit
