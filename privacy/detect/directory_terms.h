// DirectoryTerms: names of people that the organisation's directory knows, masked wherever they
// stand.
//
// The file holds one name a line ("Erika Mustermann", "Mustermann, Erika"), UTF-8; "#" begins a
// comment. It is plain text on purpose: hashes of names are guessed in seconds, so its protection
// is who may read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "privacy/detect/scanned_text.h"

namespace adit {

inline constexpr size_t kMaxDirectoryBytes = size_t{8} << 20;
inline constexpr size_t kMaxDirectoryNames = 30'000;

// Immutable; threads: any. Keeps hashes alone, at most 8 MiB.
class DirectoryTerms {
 public:
  // Fails, with `source` and the line, for text that is not UTF-8, a line without letters or of
  // more than six words, too many lines, and a file without any name.
  [[nodiscard]] static Result<std::shared_ptr<const DirectoryTerms>> Parse(std::string_view text,
                                                                           std::string_view source);

  // Whole names in either order, in any case, with what joins them; and their single words of three
  // letters and more where these have a capital and are no ordinary words.
  void Find(const ScannedText& scanned, Candidates& out) const;
  [[nodiscard]] size_t names() const { return names_; }

 private:
  // A set of hashes by open addressing; 0 is never in it.
  class HashSet {
   public:
    void Reserve(size_t count);
    void Add(uint64_t hash);
    [[nodiscard]] bool Has(uint64_t hash) const;

   private:
    std::vector<uint64_t> slots_;
  };

  DirectoryTerms() = default;

  size_t names_ = 0;
  HashSet phrases_;  // of all words of a name, in both orders
  HashSet begins_;   // of the first words of these
  HashSet words_;    // single words
};

}  // namespace adit
