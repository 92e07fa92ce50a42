#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "common/io/file_sync.h"

namespace adit {
namespace {

// fsync leaves the bytes in the drive's own memory; F_FULLFSYNC has them written down. File systems
// that do not know it (network shares) say so.
int SyncFully(int fd) {
  if (fcntl(fd, F_FULLFSYNC) == 0) return 0;
  if (errno != ENOTSUP && errno != EINVAL && errno != ENOTTY) return -1;
  return fsync(fd);
}

}  // namespace

int SyncFile(int fd) { return SyncFully(fd); }

int SyncFolder(int fd) { return SyncFully(fd); }

}  // namespace adit
