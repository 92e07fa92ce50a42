// Names of keyboard chords ("Ctrl+Shift+C"): the only thing the agent ever says about a key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace adit {

// Modifiers held with a key, as the desktop reports them.
struct ChordModifiers {
  bool control = false;
  bool alt = false;
  bool super = false;
  bool shift = false;
  bool level3 = false;  // AltGr: with it a key types a character
};

// Name of a chord, or nothing when the keys type a character: a chord needs Ctrl, Alt or Super, and
// AltGr never makes one. `keysym` is the X11 keysym of the key without modifiers (X11/keysymdef.h):
// letters, digits, function and editing keys are named; other keys give nothing.
[[nodiscard]] std::optional<std::string> ChordName(uint32_t keysym,
                                                   const ChordModifiers& modifiers);

// Name of a key that types nothing in any layout and commands on its own: F1 to F24 and Escape, with
// Shift before it where held; nothing for every other key.
[[nodiscard]] std::optional<std::string> FunctionKeyName(uint32_t keysym, bool shift);

}  // namespace adit
