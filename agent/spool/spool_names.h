// Names of spool files: <generation>-<incarnation>-<batch>.<kind>, so that their order is the order in
// which they were written.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/wire/ids.h"

namespace adit::spool_internal {

// Generations count this machine's incarnations from 1; only the incarnation goes on the wire.
struct FileKey {
  uint32_t generation = 0;
  uint64_t batch_seq = 0;
  friend auto operator<=>(const FileKey&, const FileKey&) = default;
};

struct FileName {
  FileKey key;
  wire::Incarnation incarnation;
  bool sealed = false;
};

inline constexpr std::string_view kOpenSuffix = ".open";
inline constexpr std::string_view kSealedSuffix = ".sealed";
inline constexpr std::string_view kNewSuffix = ".new";
inline constexpr std::string_view kBallastName = "ballast";

// Without suffix.
[[nodiscard]] std::string StemOf(const FileKey& key, const wire::Incarnation& incarnation);
// Nothing for names of another form.
[[nodiscard]] std::optional<FileName> ParseFileName(std::string_view name);

}  // namespace adit::spool_internal
