// TextSource: a text file's lines, whether it is plain or compressed with gzip, in bounded memory.
#pragma once

#include <memory>
#include <string>

#include "common/base/status.h"

namespace adit {

// Longest line or XML element taken; a longer one ends reading with kResourceExhausted.
inline constexpr size_t kMaxLineBytes = 1 << 20;

// Reads bytes in order. One thread.
class TextSource {
 public:
  // kNotFound, kPermissionDenied … with the path in the message.
  [[nodiscard]] static Result<std::unique_ptr<TextSource>> Open(const std::string& path);
  // For texts in memory: tests and uploads. Decompresses nothing.
  [[nodiscard]] static std::unique_ptr<TextSource> FromString(std::string text);
  virtual ~TextSource() = default;
  // Fills `chunk` with the next bytes, empty at the end; kDataLoss for a damaged gzip stream.
  [[nodiscard]] virtual Status Next(std::string& chunk) = 0;
};

}  // namespace adit
