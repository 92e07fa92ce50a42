// The ranked routines as text for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adit::cli {

struct RoutineTableOptions {
  bool why = false;  // behind the table, two lines a routine: what it would save and its points
  size_t width = 0;  // of the terminal; names are cut to it. 0 = no limit
};

// One line a routine, best first. `roadmap` is the document of GET /api/v1/roadmap; fields it lacks
// are shown as nothing, never an error.
[[nodiscard]] std::string RoutineTable(std::string_view roadmap,
                                       const RoutineTableOptions& options);

// At most `columns` characters; cut between words and never inside a placeholder ("<PERSON>").
[[nodiscard]] std::string CutName(const std::string& name, size_t columns);

}  // namespace adit::cli
