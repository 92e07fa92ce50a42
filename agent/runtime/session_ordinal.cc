#include "agent/runtime/session_ordinal.h"

#include <charconv>
#include <utility>

#include "common/base/logger.h"

namespace adit {
namespace {

constexpr uint64_t kMaxFileBytes = 16;

}  // namespace

SessionOrdinal::SessionOrdinal(FileSystem& files, std::string path)
    : files_(files), path_(std::move(path)) {
  const Result<Bytes> stored = ReadWholeFile(files_, path_, kMaxFileBytes);
  if (stored.ok()) {
    const std::string_view text = AsText(*stored);
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) number_ = number;
  }
  Begin();
}

void SessionOrdinal::Begin() {
  number_ = number_ == UINT32_MAX ? 1 : number_ + 1;
  const Status saved = WriteFileAtomically(files_, path_, AsBytes(std::to_string(number_)));
  if (!saved.ok() && !failing_) {
    LogWarning("the session's number is not kept; it may be used again after a restart",
               {{"file", path_}, {"reason", saved.message()}});
  }
  failing_ = !saved.ok();
}

uint32_t SessionOrdinal::Of(const EventFields& event) {
  if (event.action == ActionType::kUnlock) Begin();
  return number_;
}

}  // namespace adit
