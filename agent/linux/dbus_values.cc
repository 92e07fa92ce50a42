#include "agent/linux/dbus_values.h"

#include <systemd/sd-bus.h>

#include <cstring>
#include <utility>

namespace adit {
namespace {

constexpr int kMaxProperties = 64;
constexpr int kMaxRelations = 32;
constexpr uint32_t kRelationLabelledBy = 2;  // ATSPI_RELATION_LABELLED_BY

// True when the message stands at a variant of this content.
bool AtVariantOf(sd_bus_message* message, const char* contents) {
  const char* found = nullptr;
  char type = 0;
  return sd_bus_message_peek_type(message, &type, &found) > 0 && type == SD_BUS_TYPE_VARIANT &&
         found != nullptr && std::strcmp(found, contents) == 0;
}

}  // namespace

void WipeText(const char* text) {
  // Volatile, or the compiler would leave out stores to memory about to be freed.
  for (volatile char* at = const_cast<char*>(text); *at != '\0'; ++at) *at = ' ';
}

AccessibleRef ReadRef(sd_bus_message* message) {
  const char* connection = nullptr;
  const char* path = nullptr;
  if (sd_bus_message_read(message, "(so)", &connection, &path) < 0) return {};
  AccessibleRef ref{connection, path};
  if (ref.connection.empty()) {
    const char* sender = sd_bus_message_get_sender(message);
    if (sender != nullptr) ref.connection = sender;
  }
  return ref;
}

std::vector<AccessibleRef> ReadRefs(sd_bus_message* message, size_t limit) {
  std::vector<AccessibleRef> refs;
  if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "(so)") < 0) return refs;
  while (refs.size() < limit && sd_bus_message_at_end(message, 0) == 0) {
    AccessibleRef ref = ReadRef(message);
    if (!ref.valid()) break;
    refs.push_back(std::move(ref));
  }
  return refs;
}

std::string ReadVariantText(sd_bus_message* message) {
  const char* text = nullptr;
  if (!AtVariantOf(message, "s") || sd_bus_message_read(message, "v", "s", &text) < 0) return {};
  return text;
}

AccessibleRef ReadVariantRef(sd_bus_message* message) {
  if (!AtVariantOf(message, "(so)")) return {};
  if (sd_bus_message_enter_container(message, SD_BUS_TYPE_VARIANT, "(so)") < 0) return {};
  AccessibleRef ref = ReadRef(message);
  sd_bus_message_exit_container(message);
  return ref;
}

void ForEachProperty(sd_bus_message* message,
                     const std::function<void(std::string_view, sd_bus_message*)>& each) {
  if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}") < 0) return;
  for (int i = 0; i < kMaxProperties; ++i) {
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv") <= 0) return;
    const char* name = nullptr;
    if (sd_bus_message_read(message, "s", &name) < 0) return;
    each(name, message);
    // Whatever `each` left unread.
    if (sd_bus_message_at_end(message, 0) == 0 && sd_bus_message_skip(message, "v") < 0) return;
    if (sd_bus_message_exit_container(message) < 0) return;
  }
}

std::string ReadAttribute(sd_bus_message* message, std::initializer_list<std::string_view> keys) {
  if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{ss}") < 0) return {};
  std::string best;
  size_t best_rank = keys.size();
  for (int i = 0; i < kMaxProperties; ++i) {
    const char* name = nullptr;
    const char* value = nullptr;
    if (sd_bus_message_read(message, "{ss}", &name, &value) <= 0) break;
    size_t rank = 0;
    for (const std::string_view key : keys) {
      if (key == name && *value != '\0' && rank < best_rank) {
        best = value;
        best_rank = rank;
      }
      ++rank;
    }
  }
  return best;
}

AccessibleRef ReadLabelledBy(sd_bus_message* message) {
  if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "(ua(so))") < 0) return {};
  for (int i = 0; i < kMaxRelations; ++i) {
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_STRUCT, "ua(so)") <= 0) return {};
    uint32_t type = 0;
    if (sd_bus_message_read(message, "u", &type) < 0) return {};
    if (type == kRelationLabelledBy) {
      if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "(so)") < 0) return {};
      return ReadRef(message);
    }
    if (sd_bus_message_skip(message, "a(so)") < 0) return {};
    if (sd_bus_message_exit_container(message) < 0) return {};
  }
  return {};
}

}  // namespace adit
