// Putting a backup in the place of the database.
#pragma once

#include <string>

#include "common/base/status.h"

namespace adit {

// Copies the database to a new file, consistently, while others read and write, and checks the copy.
// A copy that cannot be finished or does not check is removed again. kAlreadyExists when there is a
// file of that name.
[[nodiscard]] Status BackUpDatabase(const std::string& database_path,
                                    const std::string& backup_path);

// Checks the backup, then puts a copy of it in the place of `database_path`; the old database stays
// beside it as "….replaced". kUnavailable while a collector runs on it, kDataLoss for a damaged
// backup, kInvalidArgument for a file of another program: then nothing was touched. A crash leaves
// the old or the new database, or none with "….restoring" whole beside it: run it again.
[[nodiscard]] Status RestoreDatabase(const std::string& backup_path,
                                     const std::string& database_path);

}  // namespace adit
