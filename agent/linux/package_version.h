// The version of an installed program, from the package database of Debian and its relatives.
#pragma once

#include <string>
#include <string_view>

#include "common/io/file_system.h"

namespace adit {

// Version of the package that installed `executable` (an absolute path without links), as its
// author counts: "7.4.7" of "4:7.4.7-1+deb12u6". Empty when no package did, when the database is of
// another kind (rpm, Flatpak, snap), and for interpreters, whose version is not that of the program
// they run. Reads up to the whole list of files of the system, some 10 MB, and keeps nothing: not
// for the capture thread.
[[nodiscard]] std::string PackageVersionOf(FileSystem& files, const std::string& executable,
                                           const std::string& database = "/var/lib/dpkg");

// Without epoch, revision and what a distribution added.
[[nodiscard]] std::string UpstreamVersion(std::string_view package_version);

}  // namespace adit
