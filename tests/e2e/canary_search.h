// CanarySearch: looks for many planted values at once, in every disguise bytes are usually kept in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace adit::e2e {

struct CanaryHit {
  std::string value;
  std::string disguise;  // "utf-8", "utf-16le", "utf-16be", "hex", "HEX", "base64"
  std::string where;     // as given to Search, with "zstd@offset" where it was inside a frame
};

// Add values, then Build once, then Search. A value needs 6 bytes; shorter ones would be found by
// chance. A value of digits alone counts only where no further digit stands beside it: time stamps
// and sizes contain any seven digits somewhere.
class CanarySearch {
 public:
  void Add(const std::string& value);
  void Build();
  // Hits in the bytes themselves and in every zstd frame found in them (up to 256 MiB each).
  [[nodiscard]] std::vector<CanaryHit> Search(std::string_view bytes,
                                              const std::string& where) const;
  // Every regular file below a folder.
  [[nodiscard]] std::vector<CanaryHit> SearchTree(const std::string& folder) const;
  [[nodiscard]] size_t values() const { return values_.size(); }
  // Bytes looked at so far, frames included: a search that saw nothing proves nothing.
  [[nodiscard]] uint64_t searched_bytes() const { return searched_; }
  [[nodiscard]] uint64_t searched_frames() const { return frames_; }

 private:
  struct Pattern {
    std::string bytes;
    uint32_t value = 0;
    uint8_t disguise = 0;
    bool digits = false;
  };
  void AddPattern(std::string bytes, uint32_t value, uint8_t disguise, bool digits = false);
  void SearchPlain(std::string_view bytes, const std::string& where,
                   std::vector<CanaryHit>& hits) const;

  std::vector<std::string> values_;
  std::vector<Pattern> patterns_;
  std::unordered_multimap<uint64_t, uint32_t> by_key_;  // first six bytes of a pattern
  std::vector<bool> prefixes_;                          // first three bytes, 2^24 flags
  mutable uint64_t searched_ = 0;
  mutable uint64_t frames_ = 0;
};

}  // namespace adit::e2e
