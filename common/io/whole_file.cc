#include "common/io/file_system.h"

namespace adit {

Result<Bytes> ReadWholeFile(FileSystem& files, const std::string& path, uint64_t limit) {
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<ReadFile> file, files.OpenRead(path));
  if (file->size() > limit) {
    return ResourceExhausted(path + " has " + std::to_string(file->size()) +
                             " bytes; the limit is " + std::to_string(limit));
  }
  return file->Read(0, static_cast<size_t>(file->size()));
}

Status WriteFileAtomically(FileSystem& files, const std::string& path, ByteView bytes) {
  const std::string temporary = path + ".new";
  if (files.Exists(temporary)) ADIT_RETURN_IF_ERROR(files.Remove(temporary));
  {
    ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<AppendFile> file, files.Create(temporary));
    ADIT_RETURN_IF_ERROR(file->Append(bytes));
    ADIT_RETURN_IF_ERROR(file->Sync());
    ADIT_RETURN_IF_ERROR(file->Close());
  }
  ADIT_RETURN_IF_ERROR(files.Rename(temporary, path));
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return files.SyncDirectory(".");
  return files.SyncDirectory(slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace adit
