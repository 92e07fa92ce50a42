#include "collector/cli/gzip_text.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace adit::cli {

Result<std::string> ReadTextFile(const std::string& path) {
  // gzopen reads files that are not gzip as they are.
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };
  errno = 0;
  const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) return NotFound(path + ": " + std::strerror(errno == 0 ? ENOMEM : errno));
  std::string content;
  std::string block(1 << 18, '\0');
  for (;;) {
    const int size = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
    if (size < 0) return DataLoss(path + ": not readable, or a broken gzip file");
    if (size == 0) break;
    content.append(block, 0, static_cast<size_t>(size));
    if (content.size() > kMaxTextFileBytes) {
      return ResourceExhausted(path + ": more than 512 MiB unpacked");
    }
  }
  return content;
}

}  // namespace adit::cli
