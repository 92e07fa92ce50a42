// What the agent says about the file chosen in a file dialog: its type, never its name.
#pragma once

#include <string>
#include <string_view>

namespace adit {

// "*.csv" for "Meyer/orders 2026.CSV"; empty when the name has no ending of the table of known file
// types. A word that a person typed after a dot is no file type and stays behind.
[[nodiscard]] std::string FilePatternOf(std::string_view name);

// True for the label of the button that leaves a dialog without choosing ("Cancel", "Abbrechen"), in
// the languages desktops ship most.
[[nodiscard]] bool IsCancelLabel(std::string_view label);

}  // namespace adit
