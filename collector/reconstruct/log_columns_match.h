// Which column of a log means what.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collector/reconstruct/log_reader.h"

namespace adit {

inline constexpr int kNoColumn = -1;

// Position of each LogField's column, kNoColumn where the log has none.
using ColumnPositions = std::array<int, kLogFieldCount>;

// "seq", "time", "user", …: the names --columns takes and LogReport prints.
[[nodiscard]] std::string_view LogFieldName(LogField field);
// Nothing for a name that is not a field; "ts" and "value_hash" are understood.
[[nodiscard]] const LogField* FindLogField(std::string_view name);

// Matches column names: options first, then the native names, then the usual names of other
// recorders and of XES, ignoring case, spaces, '_', '-' and ':'. kInvalidArgument when a mapped
// column does not exist or when nothing says what happened in an event.
[[nodiscard]] Result<ColumnPositions> MatchColumns(const std::vector<std::string>& columns,
                                                   const ReadOptions& options, LogReport* report);

}  // namespace adit
