#include <unistd.h>

#include "common/io/file_sync.h"

namespace adit {

int SyncFile(int fd) { return fdatasync(fd); }

int SyncFolder(int fd) { return fsync(fd); }

}  // namespace adit
