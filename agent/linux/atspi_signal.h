// AtspiSignal: a signal of the accessibility bus, decoded without looking at the text it carries.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/linux/accessible.h"

struct sd_bus_message;

namespace adit {

enum class AtspiSignalKind : uint8_t {
  kWindowActivate,
  kWindowDeactivate,
  kWindowCreate,
  kWindowDestroy,
  kFocused,
  kUnfocused,
  kChecked,
  kUnchecked,
  kSelected,  // an entry of a menu or list was highlighted
  kPressed,   // a button went down
  kTextChanged,
  kSelectionChanged,  // the source is the container
  kNameChanged,
  kLoadComplete,
};

struct AtspiSignal {
  AtspiSignalKind kind;
  AccessibleRef source;
};

// Decodes one of the signals the agent listens to; nothing for every other message, also for
// malformed ones. Bodies are "siiv" and one of "(so)", "a{sv}" after it, by toolkit and version;
// the variant of a text change holds what was typed: it is never read, and its bytes in the message
// are overwritten.
[[nodiscard]] std::optional<AtspiSignal> DecodeAtspiSignal(sd_bus_message* message);

// A match rule and the event name the registry wants for it ("object:state-changed:focused").
struct AtspiSubscription {
  const char* match;
  const char* event;
};
// Everything DecodeAtspiSignal understands. The broker filters by the first argument, so that the
// thousands of other state changes of a starting program never reach the agent. Ends with nulls.
extern const AtspiSubscription kAtspiSubscriptions[];

}  // namespace adit
