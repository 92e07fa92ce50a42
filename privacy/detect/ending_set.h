// EndingSet: a fixed list of endings of words, asked for by the word's last byte first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adit {

template <size_t kCount>
class EndingSet {
  static_assert(kCount < 256);

 public:
  constexpr explicit EndingSet(const std::string_view (&endings)[kCount]) {
    for (const std::string_view ending : endings) ++first_[Last(ending) + 1];
    for (size_t byte = 0; byte < 256; ++byte)
      first_[byte + 1] = static_cast<uint8_t>(first_[byte + 1] + first_[byte]);
    std::array<uint8_t, 256> used{};
    for (const std::string_view ending : endings)
      endings_[first_[Last(ending)] + size_t{used[Last(ending)]++}] = ending;
  }

  // `word` ends in one of them, with at least `min_stem` bytes before it.
  [[nodiscard]] constexpr bool Ends(std::string_view word, size_t min_stem) const {
    if (word.empty()) return false;
    for (size_t i = first_[Last(word)]; i < first_[Last(word) + 1]; ++i) {
      if (word.size() >= endings_[i].size() + min_stem && word.ends_with(endings_[i])) return true;
    }
    return false;
  }

 private:
  static constexpr size_t Last(std::string_view word) {
    return static_cast<unsigned char>(word.back());
  }

  std::array<std::string_view, kCount> endings_{};  // those of one last byte in a row
  std::array<uint8_t, 257> first_{};                // where those of a last byte begin
};

}  // namespace adit
