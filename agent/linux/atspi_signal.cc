#include "agent/linux/atspi_signal.h"

#include <systemd/sd-bus.h>

#include <cstring>
#include <string_view>

#include "agent/linux/dbus_values.h"

namespace adit {
namespace {

#define ADIT_ATSPI_RULE(interface, member) \
  "type='signal',interface='org.a11y.atspi.Event." interface "',member='" member "'"

constexpr size_t kMaxConnectionNameBytes = 255;  // D-Bus specification, "Valid Names"
constexpr size_t kMaxObjectPathBytes = 512;

std::optional<AtspiSignalKind> ObjectKind(std::string_view member, std::string_view minor,
                                          int32_t detail) {
  if (member == "TextChanged") return AtspiSignalKind::kTextChanged;
  if (member == "SelectionChanged") return AtspiSignalKind::kSelectionChanged;
  if (member == "PropertyChange" && minor == "accessible-name")
    return AtspiSignalKind::kNameChanged;
  if (member != "StateChanged") return std::nullopt;
  if (minor == "focused") return detail ? AtspiSignalKind::kFocused : AtspiSignalKind::kUnfocused;
  if (minor == "checked") return detail ? AtspiSignalKind::kChecked : AtspiSignalKind::kUnchecked;
  if (minor == "selected" && detail) return AtspiSignalKind::kSelected;
  if ((minor == "pressed" || minor == "armed") && detail) return AtspiSignalKind::kPressed;
  return std::nullopt;
}

std::optional<AtspiSignalKind> Kind(std::string_view interface, std::string_view member,
                                    std::string_view minor, int32_t detail) {
  if (interface == "org.a11y.atspi.Event.Object") return ObjectKind(member, minor, detail);
  if (interface == "org.a11y.atspi.Event.Window") {
    if (member == "Activate") return AtspiSignalKind::kWindowActivate;
    if (member == "Deactivate") return AtspiSignalKind::kWindowDeactivate;
    if (member == "Create") return AtspiSignalKind::kWindowCreate;
    if (member == "Destroy") return AtspiSignalKind::kWindowDestroy;
  }
  if (interface == "org.a11y.atspi.Event.Document" && member == "LoadComplete") {
    return AtspiSignalKind::kLoadComplete;
  }
  return std::nullopt;
}

// The typed characters lie in the body that sd-bus gave this process alone; overwriting them in
// place (same length, so the message stays well-formed) leaves none behind in freed memory.
void WipeTextOfChange(sd_bus_message* message) {
  const char* contents = nullptr;
  char type = 0;
  if (sd_bus_message_peek_type(message, &type, &contents) <= 0 || type != 'v' ||
      contents == nullptr)
    return;
  if (std::strcmp(contents, "s") != 0) return;
  const char* text = nullptr;
  if (sd_bus_message_read(message, "v", "s", &text) < 0 || text == nullptr) return;
  WipeText(text);
}

}  // namespace

const AtspiSubscription kAtspiSubscriptions[] = {
    {ADIT_ATSPI_RULE("Window", "Activate"), "window:activate"},
    {ADIT_ATSPI_RULE("Window", "Deactivate"), "window:deactivate"},
    {ADIT_ATSPI_RULE("Window", "Create"), "window:create"},
    {ADIT_ATSPI_RULE("Window", "Destroy"), "window:destroy"},
    {ADIT_ATSPI_RULE("Object", "StateChanged") ",arg0='focused'", "object:state-changed:focused"},
    {ADIT_ATSPI_RULE("Object", "StateChanged") ",arg0='checked'", "object:state-changed:checked"},
    {ADIT_ATSPI_RULE("Object", "StateChanged") ",arg0='selected'", "object:state-changed:selected"},
    {ADIT_ATSPI_RULE("Object", "StateChanged") ",arg0='pressed'", "object:state-changed:pressed"},
    {ADIT_ATSPI_RULE("Object", "StateChanged") ",arg0='armed'", "object:state-changed:armed"},
    {ADIT_ATSPI_RULE("Object", "TextChanged"), "object:text-changed"},
    {ADIT_ATSPI_RULE("Object", "SelectionChanged"), "object:selection-changed"},
    {ADIT_ATSPI_RULE("Object", "PropertyChange") ",arg0='accessible-name'",
     "object:property-change:accessible-name"},
    {ADIT_ATSPI_RULE("Document", "LoadComplete"), "document:load-complete"},
    {nullptr, nullptr},
};

std::optional<AtspiSignal> DecodeAtspiSignal(sd_bus_message* message) {
  uint8_t type = 0;
  if (sd_bus_message_get_type(message, &type) < 0 || type != SD_BUS_MESSAGE_SIGNAL)
    return std::nullopt;
  const char* interface = sd_bus_message_get_interface(message);
  const char* member = sd_bus_message_get_member(message);
  const char* sender = sd_bus_message_get_sender(message);
  const char* path = sd_bus_message_get_path(message);
  if (interface == nullptr || member == nullptr || path == nullptr) return std::nullopt;
  const char* minor = nullptr;
  int32_t detail1 = 0;
  int32_t detail2 = 0;
  if (sd_bus_message_rewind(message, 1) < 0) return std::nullopt;
  if (sd_bus_message_read(message, "sii", &minor, &detail1, &detail2) < 0) return std::nullopt;
  const auto kind = Kind(interface, member, minor, detail1);
  if (!kind) return std::nullopt;
  if (*kind == AtspiSignalKind::kTextChanged) WipeTextOfChange(message);
  AtspiSignal signal{*kind, {sender == nullptr ? "" : sender, path}};
  if (signal.source.connection.size() > kMaxConnectionNameBytes ||
      signal.source.path.size() > kMaxObjectPathBytes) {
    return std::nullopt;
  }
  return signal;
}

}  // namespace adit
