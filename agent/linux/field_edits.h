// FieldEdits: turns the many text changes of a field into one value commit when the field is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/value_shape.h"
#include "agent/linux/accessible.h"

namespace adit {

inline constexpr size_t kMaxOpenEdits = 64;
// A field is read once this long after its last change, and at the latest kLongestUnreadUs after
// the first unread one: the last reading must stand before Enter makes the page go away.
inline constexpr int64_t kReadDelayUs = 120'000;
inline constexpr int64_t kLongestUnreadUs = 600'000;

// An editing that ended.
struct FinishedEdit {
  AccessibleRef field;
  int64_t first_change_us = 0;
  int64_t last_change_us = 0;
  ValueShape shape;    // of the last reading
  bool stale = false;  // something changed after that reading: one more is wanted
};

// Knows which fields are being edited and since when; reads nothing itself. Times are monotonic µs
// handed in. One thread.
class FieldEdits {
 public:
  // Gives back the oldest editing when there would be more than kMaxOpenEdits.
  [[nodiscard]] std::optional<FinishedEdit> OnTextChanged(const AccessibleRef& field,
                                                          int64_t now_us);
  // Fields whose text should be read now; each is given once per change.
  [[nodiscard]] std::vector<AccessibleRef> TakeDueReads(int64_t now_us);
  void OnShape(const AccessibleRef& field, ValueShape shape);

  // The field was left. Nothing when it was not edited.
  [[nodiscard]] std::optional<FinishedEdit> Finish(const AccessibleRef& field);
  // All fields of `connection`, or of all applications when it is empty, but `except`; oldest
  // first.
  [[nodiscard]] std::vector<FinishedEdit> FinishOthers(const std::string& connection,
                                                       const AccessibleRef& except);
  [[nodiscard]] std::optional<int64_t> NextReadUs() const;
  [[nodiscard]] size_t size() const { return edits_.size(); }

 private:
  struct Edit {
    FinishedEdit edit;
    int64_t unread_since_us = 0;
    bool unread = false;
  };
  [[nodiscard]] static int64_t DueUs(const Edit& edit);
  [[nodiscard]] static FinishedEdit Close(const Edit& edit);

  std::vector<Edit> edits_;  // in the order of their first change
};

}  // namespace adit
