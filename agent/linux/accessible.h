// Names of objects on the accessibility bus and what is read from them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace adit {

// An object of one application: its connection on the bus (":1.7") and its path. Both come from
// untrusted programs and are opaque here.
struct AccessibleRef {
  std::string connection;
  std::string path;

  [[nodiscard]] bool valid() const {
    return !connection.empty() && !path.empty() && path != "/org/a11y/atspi/null";
  }
  friend auto operator<=>(const AccessibleRef&, const AccessibleRef&) = default;
};

// What the agent reads of an element: never its text.
struct AccessibleElement {
  uint32_t role = 0;
  std::string role_name;
  std::string name;        // label: accessible name, else that of the element it is labelled by
  std::string id;          // accessible-id, or the "id" attribute of web content
  std::string path;        // roles of ancestors, outermost first, "frame/panel/form"
  AccessibleRef self;      // the object itself
  AccessibleRef window;    // outermost ancestor below the application; invalid when not reached
  AccessibleRef document;  // nearest ancestor that is a document; invalid when there is none
  AccessibleRef actor;  // nearest ancestor a click acts on (button, link …); invalid when itself
  bool secret = false;  // password field, or inside one

  friend bool operator==(const AccessibleElement&, const AccessibleElement&) = default;
};

}  // namespace adit

template <>
struct std::hash<adit::AccessibleRef> {
  size_t operator()(const adit::AccessibleRef& ref) const {
    return hash<std::string>()(ref.connection) * 31 + hash<std::string>()(ref.path);
  }
};
