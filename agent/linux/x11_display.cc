#include "agent/linux/x11_display.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>

#include <cstring>

// After Xlib's macros are in, `Status` would be an int.
#undef Status

namespace adit {
namespace {

// Windows vanish between an event and the question about it: not an error, and Xlib's default
// handler would end the process.
int IgnoreError(Display*, XErrorEvent*) { return 0; }
int IgnoreIoError(Display*) { return 0; }

}  // namespace

Result<std::unique_ptr<X11Display>> X11Display::Open(const std::string& name) {
  XSetErrorHandler(IgnoreError);
  XSetIOErrorHandler(IgnoreIoError);
  Display* display = XOpenDisplay(name.empty() ? nullptr : name.c_str());
  if (display == nullptr) {
    return Unavailable(
        "no X display" + (name.empty() ? std::string() : " '" + name + "'") +
        "; start the agent inside the desktop session, or set DISPLAY (and XAUTHORITY)");
  }
  return std::unique_ptr<X11Display>(new X11Display(display));
}

X11Display::X11Display(_XDisplay* display) : display_(display), root_(DefaultRootWindow(display)) {
  // Without this Xlib calls exit() when the server goes away.
  XSetIOErrorExitHandler(
      display, [](Display*, void* lost) { *static_cast<bool*>(lost) = true; }, &lost_);
}

X11Display::~X11Display() {
  // A lost display cannot be closed without touching its dead socket.
  if (!lost_) XCloseDisplay(display_);
}

int X11Display::fd() const { return ConnectionNumber(display_); }

X11Atom X11Display::Intern(const char* name) const { return XInternAtom(display_, name, False); }

std::optional<std::string> X11Display::ReadProperty(X11WindowId window, X11Atom property,
                                                    size_t max_bytes) const {
  if (lost_) return std::nullopt;
  Atom type = None;
  int format = 0;
  unsigned long items = 0;
  unsigned long left = 0;
  unsigned char* value = nullptr;
  const int outcome =
      XGetWindowProperty(display_, window, property, 0, static_cast<long>((max_bytes + 3) / 4),
                         False, AnyPropertyType, &type, &format, &items, &left, &value);
  std::optional<std::string> text;
  if (outcome == Success && value != nullptr && type != None) {
    const size_t item_bytes = format == 32 ? sizeof(long) : static_cast<size_t>(format) / 8;
    text.emplace(reinterpret_cast<const char*>(value), items * item_bytes);
  }
  if (value != nullptr) XFree(value);
  return text;
}

std::optional<unsigned long> X11Display::ReadNumber(X11WindowId window, X11Atom property) const {
  const auto bytes = ReadProperty(window, property, 4);
  if (!bytes || bytes->size() < sizeof(unsigned long)) return std::nullopt;
  unsigned long number = 0;
  std::memcpy(&number, bytes->data(), sizeof(number));
  return number;
}

}  // namespace adit
