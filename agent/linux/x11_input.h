// X11Input: mouse buttons, wheel and keyboard chords of an X desktop; never a plain key.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agent/linux/chord_name.h"
#include "agent/linux/x11_display.h"

union _XEvent;

namespace adit {

enum class PointerAction : uint8_t { kPrimary, kSecondary, kDouble, kScroll };

// A button that went down, in screen coordinates.
struct PointerPress {
  PointerAction action = PointerAction::kPrimary;
  int x = 0;
  int y = 0;
  // Windows under the pointer, outermost first: the window manager's frame, the application's
  // window …
  std::vector<X11WindowId> windows;
};

// Keys are subscribed to only while Ctrl, Alt or Super is held (the state of the modifiers comes
// without keys, through XKB): what a person types is not delivered to this process at all.
//
// `function_keys` gives that up, as X cannot deliver some keys alone: every key arrives, and one that
// is not F1 to F24 or Escape is left behind by its number, before it is given a name. One thread.
class X11Input {
 public:
  struct Listener {
    std::function<void(const PointerPress&)> pointer;
    std::function<void(const std::string& chord)> chord;
  };
  X11Input(X11Display& display, Listener listener, bool function_keys);

  // kUnavailable when the server lacks XInput 2 or XKB; the message names it.
  [[nodiscard]] Status Start();
  // True when the event was of this kind.
  bool Handle(_XEvent& event, int64_t now_us);

 private:
  void OnButton(int button, int64_t now_us);
  void OnKey(uint32_t keycode);
  void OnModifiers(unsigned int modifiers);
  void Subscribe(bool with_keys);
  [[nodiscard]] ChordModifiers Modifiers(unsigned int mask) const;
  void FindModifierBits();
  void FindFunctionKeys();

  X11Display& display_;
  const Listener listener_;
  const bool function_keys_;
  std::bitset<256> is_function_key_;  // by key code; none without function_keys_
  int xinput_opcode_ = 0;
  int xkb_event_ = 0;
  unsigned int alt_bit_ = 0;
  unsigned int super_bit_ = 0;
  unsigned int level3_bit_ = 0;
  unsigned int modifiers_ = 0;
  bool keys_subscribed_ = false;
  int64_t last_press_us_ = 0;
  int last_x_ = 0;
  int last_y_ = 0;
};

}  // namespace adit
