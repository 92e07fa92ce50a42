// Readings of D-Bus bodies as the accessibility bus uses them. Malformed bodies give empty values.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "agent/linux/accessible.h"

struct sd_bus_message;

namespace adit {

// Overwrites text inside a received message, which belongs to this process alone, with blanks: what
// a person typed is not left behind in freed memory, and the message stays well-formed.
void WipeText(const char* text);

// "(so)": an object. An empty connection means the sender's own.
[[nodiscard]] AccessibleRef ReadRef(sd_bus_message* message);
// "a(so)": at most `limit` objects.
[[nodiscard]] std::vector<AccessibleRef> ReadRefs(sd_bus_message* message, size_t limit);
// A variant that holds "s" or "(so)"; other types are skipped.
[[nodiscard]] std::string ReadVariantText(sd_bus_message* message);
[[nodiscard]] AccessibleRef ReadVariantRef(sd_bus_message* message);
// "a{sv}": calls `each` with the message positioned at the variant, which it may or may not read.
// At most 64 entries are looked at.
void ForEachProperty(sd_bus_message* message,
                     const std::function<void(std::string_view name, sd_bus_message* value)>& each);
// "a{ss}": the value of the first of `keys` that is there and not empty.
[[nodiscard]] std::string ReadAttribute(sd_bus_message* message,
                                        std::initializer_list<std::string_view> keys);
// "a(ua(so))": the first object this one is labelled by.
[[nodiscard]] AccessibleRef ReadLabelledBy(sd_bus_message* message);

}  // namespace adit
