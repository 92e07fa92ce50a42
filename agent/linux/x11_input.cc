#include "agent/linux/x11_input.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>
#include <X11/keysym.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#undef Status

namespace adit {
namespace {

constexpr int64_t kDoubleClickUs = 400'000;
constexpr int kDoubleClickPixels = 6;
constexpr int kLayoutGroups = 4;
constexpr int kMaxWindowDepth = 5;

}  // namespace

X11Input::X11Input(X11Display& display, Listener listener, bool function_keys)
    : display_(display), listener_(std::move(listener)), function_keys_(function_keys) {}

Status X11Input::Start() {
  int event = 0;
  int error = 0;
  if (!XQueryExtension(display_.get(), "XInputExtension", &xinput_opcode_, &event, &error)) {
    return Unavailable("the X server has no XInput extension: clicks and chords cannot be seen");
  }
  int major = 2;
  int minor = 2;
  if (XIQueryVersion(display_.get(), &major, &minor) != Success) {
    return Unavailable("the X server's XInput is older than 2.0: clicks and chords cannot be seen");
  }
  int opcode = 0;
  int xkb_major = XkbMajorVersion;
  int xkb_minor = XkbMinorVersion;
  if (!XkbQueryExtension(display_.get(), &opcode, &xkb_event_, &error, &xkb_major, &xkb_minor)) {
    return Unavailable("the X server has no XKB extension: chords cannot be seen");
  }
  XkbSelectEventDetails(display_.get(), XkbUseCoreKbd, XkbStateNotify, XkbModifierStateMask,
                        XkbModifierStateMask);
  FindModifierBits();
  if (function_keys_) FindFunctionKeys();
  Subscribe(/*with_keys=*/function_keys_);
  return OkStatus();
}

void X11Input::FindModifierBits() {
  XModifierKeymap* map = XGetModifierMapping(display_.get());
  if (map == nullptr) return;
  for (int modifier = 0; modifier < 8; ++modifier) {
    for (int i = 0; i < map->max_keypermod; ++i) {
      const KeyCode code = map->modifiermap[modifier * map->max_keypermod + i];
      if (code == 0) continue;
      const KeySym keysym = XkbKeycodeToKeysym(display_.get(), code, 0, 0);
      const unsigned int bit = 1U << static_cast<unsigned int>(modifier);
      if (keysym == XK_Alt_L || keysym == XK_Alt_R) alt_bit_ |= bit;
      if (keysym == XK_Super_L || keysym == XK_Super_R) super_bit_ |= bit;
      if (keysym == XK_ISO_Level3_Shift || keysym == XK_Mode_switch) level3_bit_ |= bit;
    }
  }
  XFreeModifiermap(map);
}

void X11Input::FindFunctionKeys() {
  for (unsigned int code = 8; code < is_function_key_.size(); ++code) {
    const KeySym keysym = XkbKeycodeToKeysym(display_.get(), static_cast<KeyCode>(code), 0, 0);
    is_function_key_[code] =
        FunctionKeyName(static_cast<uint32_t>(keysym), /*shift=*/false).has_value();
  }
}

void X11Input::Subscribe(bool with_keys) {
  unsigned char bits[XIMaskLen(XI_LASTEVENT)] = {};
  XISetMask(bits, XI_RawButtonPress);
  if (with_keys) XISetMask(bits, XI_RawKeyPress);
  XIEventMask mask{XIAllMasterDevices, static_cast<int>(sizeof(bits)), bits};
  XISelectEvents(display_.get(), display_.root(), &mask, 1);
  XFlush(display_.get());
  keys_subscribed_ = with_keys;
}

ChordModifiers X11Input::Modifiers(unsigned int mask) const {
  ChordModifiers held;
  held.control = (mask & ControlMask) != 0;
  held.shift = (mask & ShiftMask) != 0;
  held.alt = (mask & alt_bit_) != 0;
  held.super = (mask & super_bit_) != 0;
  held.level3 = (mask & level3_bit_) != 0;
  return held;
}

bool X11Input::Handle(_XEvent& event, int64_t now_us) {
  if (event.type == xkb_event_) {
    const auto& xkb = reinterpret_cast<const XkbEvent&>(event);
    if (xkb.any.xkb_type == XkbStateNotify) OnModifiers(xkb.state.mods);
    return true;
  }
  if (event.type != GenericEvent || event.xcookie.extension != xinput_opcode_) return false;
  if (!XGetEventData(display_.get(), &event.xcookie)) return true;
  const auto* raw = static_cast<const XIRawEvent*>(event.xcookie.data);
  const int type = event.xcookie.evtype;
  const int detail = raw->detail;
  XFreeEventData(display_.get(), &event.xcookie);
  if (type == XI_RawButtonPress) OnButton(detail, now_us);
  if (type == XI_RawKeyPress) OnKey(static_cast<uint32_t>(detail));
  return true;
}

void X11Input::OnModifiers(unsigned int modifiers) {
  modifiers_ = modifiers;
  const ChordModifiers held = Modifiers(modifiers);
  const bool wanted = (held.control || held.alt || held.super) && !held.level3;
  if (function_keys_ || wanted == keys_subscribed_) return;
  Subscribe(wanted);
  if (!wanted) return;
  // The key may have gone down between the modifier and the subscription.
  char keys[32];
  XQueryKeymap(display_.get(), keys);
  for (uint32_t code = 8; code < 256; ++code) {
    if ((static_cast<unsigned char>(keys[code / 8]) >> (code % 8)) & 1U) OnKey(code);
  }
}

void X11Input::OnKey(uint32_t keycode) {
  const ChordModifiers held = Modifiers(modifiers_);
  if (!(held.control || held.alt || held.super) || held.level3) {
    if (keycode >= is_function_key_.size() || !is_function_key_[keycode]) return;
    const KeySym keysym =
        XkbKeycodeToKeysym(display_.get(), static_cast<KeyCode>(keycode), 0, 0);
    if (const auto key = FunctionKeyName(static_cast<uint32_t>(keysym), held.shift)) {
      listener_.chord(*key);
    }
    return;
  }
  // A layout without Latin letters has them in another group.
  for (unsigned int group = 0; group < kLayoutGroups; ++group) {
    const KeySym keysym =
        XkbKeycodeToKeysym(display_.get(), static_cast<KeyCode>(keycode), group, 0);
    const auto chord = ChordName(static_cast<uint32_t>(keysym), held);
    if (!chord) continue;
    listener_.chord(*chord);
    return;
  }
}

void X11Input::OnButton(int button, int64_t now_us) {
  PointerPress press;
  Window root = 0;
  Window child = display_.root();
  unsigned int mask = 0;
  int window_x = 0;
  int window_y = 0;
  // Down through the windows under the pointer: a click may meet a window that is not yet in front.
  for (int depth = 0; child != 0 && depth < kMaxWindowDepth; ++depth) {
    const Window at = child;
    if (!XQueryPointer(display_.get(), at, &root, &child, &press.x, &press.y, &window_x, &window_y,
                       &mask)) {
      return;  // the pointer is on another screen, or the window is gone
    }
    if (child != 0) press.windows.push_back(child);
  }
  if (button >= 4 && button <= 7) {
    press.action = PointerAction::kScroll;
  } else if (button == 3) {
    press.action = PointerAction::kSecondary;
  } else if (button != 1) {
    return;
  } else {
    const bool again = now_us - last_press_us_ <= kDoubleClickUs &&
                       std::abs(press.x - last_x_) <= kDoubleClickPixels &&
                       std::abs(press.y - last_y_) <= kDoubleClickPixels;
    // A third press starts anew.
    last_press_us_ = again ? 0 : now_us;
    last_x_ = press.x;
    last_y_ = press.y;
    press.action = again ? PointerAction::kDouble : PointerAction::kPrimary;
  }
  listener_.pointer(press);
}

}  // namespace adit
