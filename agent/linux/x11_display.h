// X11Display: one connection to an X server that survives the errors of windows that are gone and
// tells when the server is.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/base/status.h"

// Xlib's own header defines macros (None, Status, Bool) that break ours: sources alone include it.
struct _XDisplay;

namespace adit {

using X11WindowId = unsigned long;
using X11Atom = unsigned long;

// One at a time in a process, as Xlib's error handlers are global. One thread.
class X11Display {
 public:
  // `name` as in $DISPLAY; empty = $DISPLAY. kUnavailable without a server; the message says what
  // to do.
  [[nodiscard]] static Result<std::unique_ptr<X11Display>> Open(const std::string& name);
  ~X11Display();
  X11Display(const X11Display&) = delete;
  X11Display& operator=(const X11Display&) = delete;

  [[nodiscard]] _XDisplay* get() const { return display_; }
  [[nodiscard]] X11WindowId root() const { return root_; }
  [[nodiscard]] int fd() const;
  // The server went away: no further call to Xlib may be made through this display.
  [[nodiscard]] bool lost() const { return lost_; }

  [[nodiscard]] X11Atom Intern(const char* name) const;
  // Value of a property in its raw bytes (32-bit formats as Xlib gives them: one long each), at
  // most `max_bytes` on the wire. Nothing when absent or the window is gone.
  [[nodiscard]] std::optional<std::string> ReadProperty(X11WindowId window, X11Atom property,
                                                        size_t max_bytes) const;
  // First 32-bit value of a property.
  [[nodiscard]] std::optional<unsigned long> ReadNumber(X11WindowId window, X11Atom property) const;

 private:
  explicit X11Display(_XDisplay* display);
  _XDisplay* display_;
  X11WindowId root_;
  bool lost_ = false;
};

}  // namespace adit
