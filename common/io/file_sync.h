// File sync: how this system is told that bytes must be on stable storage.
#pragma once

namespace adit {

// 0, or −1 with errno. `fd` is open for writing (SyncFile) or a directory (SyncFolder).
[[nodiscard]] int SyncFile(int fd);
[[nodiscard]] int SyncFolder(int fd);

}  // namespace adit
