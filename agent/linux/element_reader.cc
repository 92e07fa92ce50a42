#include "agent/linux/element_reader.h"

#include <systemd/sd-bus.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "agent/linux/accessible_role.h"
#include "agent/linux/dbus_values.h"
#include "agent/linux/file_dialog.h"
#include "agent/capture/window_text.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

constexpr const char* kAccessible = "org.a11y.atspi.Accessible";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr int32_t kMaxShapeCharacters = 256;
constexpr int32_t kScreenCoordinates = 0;  // ATSPI_COORD_TYPE_SCREEN
constexpr size_t kMaxNameBytes = 512;
constexpr int32_t kMaxEndingCharacters = 12;
constexpr size_t kMaxPartsOfRow = 4;

bool IsDocumentRole(uint32_t role) {
  return role == kRoleDocumentWeb || role == kRoleDocumentFrame || role == kRoleDocumentText ||
         role == kRoleDocumentEmail;
}

// A click on a label inside one of these is a click on it.
bool IsActorRole(uint32_t role) {
  return IsInvokeRole(role) || IsToggleRole(role) || role == kRoleLink || role == kRoleEntry ||
         role == kRolePasswordText || role == kRoleComboBox || role == kRoleSpinButton ||
         role == kRolePageTab || role == kRoleListItem || role == kRoleTableCell ||
         role == kRoleMenu;
}

// "B4", "AA1048576": the address of a spreadsheet's cell, which is no content.
bool IsCellAddress(std::string_view name) {
  size_t letters = 0;
  while (letters < name.size() && name[letters] >= 'A' && name[letters] <= 'Z') ++letters;
  const std::string_view digits = name.substr(letters);
  return letters >= 1 && letters <= 3 && !digits.empty() && digits.size() <= 7 &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

// The part of an accessible name that is a label. What is content (a line of a mail, an entry of a
// customer list, the chosen entry GTK gives as a combo box's name) is left behind here.
std::string LabelOf(uint32_t role, const std::string& name) {
  if (role == kRoleComboBox) return {};
  if (IsContentRole(role) && !IsCellAddress(name)) return {};
  return name;
}

}  // namespace

// The walk from an element to its window.
struct ElementReader::Climb {
  AccessibleElement element;
  AccessibleRef at;
  OnElement done;
  std::string combo_name;
  std::string path;
  int depth = 0;
  int nodes_to_actor = 3;  // a click further inside is a click on the inner thing
};

bool ElementReader::Call(const AccessibleRef& ref, const char* interface, const char* method,
                         const DbusArguments& arguments, DbusReply reply) {
  if (!ref.valid()) return false;
  if (apps_.size() >= kMaxKnownApps && !apps_.contains(ref.connection)) apps_.clear();
  if (!apps_[ref.connection].TryCall(clock_.MonotonicMicros())) return false;
  const Status sent =
      bus_.Call({ref.connection, ref.path, interface, method}, arguments, kCallDeadlineUs,
                [this, connection = ref.connection, reply = std::move(reply)](
                    DbusOutcome outcome, sd_bus_message* message) {
                  Settle(connection, outcome);
                  reply(outcome, message);
                });
  if (!sent.ok()) apps_[ref.connection].OnCancelled();
  return sent.ok();
}

void ElementReader::Settle(const std::string& connection, DbusOutcome outcome) {
  const auto app = apps_.find(connection);
  if (app == apps_.end()) return;
  const int64_t now_us = clock_.MonotonicMicros();
  const auto change =
      outcome == DbusOutcome::kTimedOut ? app->second.OnMiss(now_us) : app->second.OnReply(now_us);
  if (change) changed_(connection, *change);
}

AppCapture ElementReader::LevelOf(const std::string& connection) const {
  const auto app = apps_.find(connection);
  return app == apps_.end() ? AppCapture::kFull : app->second.level();
}

void ElementReader::ReadNode(const AccessibleRef& ref, OnNode done) {
  if (const Node* node = nodes_.Find(ref)) {
    const Node copy = *node;
    done(&copy);
    return;
  }
  auto node = std::make_shared<Node>();
  const bool sent = Call(
      ref, kAccessible, "GetRole", nullptr,
      [this, ref, node, done](DbusOutcome outcome, sd_bus_message* message) {
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "u", &node->role) < 0) {
          done(nullptr);
          return;
        }
        const bool asked = Call(
            ref, kProperties, "GetAll",
            [](sd_bus_message* m) { return sd_bus_message_append(m, "s", kAccessible); },
            [this, ref, node, done](DbusOutcome all, sd_bus_message* reply) {
              if (all == DbusOutcome::kTimedOut) return done(nullptr);
              if (all == DbusOutcome::kError) return ReadNodeByProperty(ref, node, done);
              ForEachProperty(reply, [&](std::string_view name, sd_bus_message* value) {
                if (name == "Name") node->name = CleanText(ReadVariantText(value), kMaxNameBytes);
                if (name == "AccessibleId")
                  node->id = CleanText(ReadVariantText(value), kMaxNameBytes);
                if (name == "Parent") node->parent = ReadVariantRef(value);
              });
              nodes_.Put(ref, *node);
              done(node.get());
            });
        if (!asked) done(nullptr);
      });
  if (!sent) done(nullptr);
}

// Toolkits of their own (Qt among them) answer Get but not always GetAll.
void ElementReader::ReadNodeByProperty(const AccessibleRef& ref, std::shared_ptr<Node> node,
                                       OnNode done) {
  const auto get = [](const char* property) {
    return [property](sd_bus_message* m) {
      return sd_bus_message_append(m, "ss", kAccessible, property);
    };
  };
  const bool sent = Call(
      ref, kProperties, "Get", get("Name"),
      [this, ref, node, done, get](DbusOutcome outcome, sd_bus_message* message) {
        if (outcome != DbusOutcome::kReply) return done(nullptr);
        node->name = CleanText(ReadVariantText(message), kMaxNameBytes);
        const bool asked = Call(ref, kProperties, "Get", get("Parent"),
                                [this, ref, node, done](DbusOutcome parent, sd_bus_message* reply) {
                                  if (parent != DbusOutcome::kReply) return done(nullptr);
                                  node->parent = ReadVariantRef(reply);
                                  nodes_.Put(ref, *node);
                                  done(node.get());
                                });
        if (!asked) done(nullptr);
      });
  if (!sent) done(nullptr);
}

void ElementReader::ReadElement(const AccessibleRef& ref, OnElement done) {
  if (const AccessibleElement* known = elements_.Find(ref)) {
    const AccessibleElement copy = *known;
    done(&copy);
    return;
  }
  auto climb = std::make_shared<Climb>();
  climb->at = ref;
  climb->element.self = ref;
  climb->done = std::move(done);
  Step(climb);
}

void ElementReader::Step(const std::shared_ptr<Climb>& climb) {
  ReadNode(climb->at, [this, climb](const Node* node) {
    AccessibleElement& element = climb->element;
    if (node == nullptr) {
      // Without the element itself there is nothing; without an ancestor there is still a name.
      if (climb->depth == 0) return climb->done(nullptr);
      return FinishClimb(climb);
    }
    if (climb->depth == 0) {
      element.role = node->role;
      element.role_name = AccessibleRoleName(node->role);
      element.name = LabelOf(node->role, node->name);
      element.id = node->id;
      if (node->role == kRoleComboBox) climb->combo_name = node->name;
    } else if (node->role != kRoleApplication && node->role != kRoleDesktopFrame) {
      std::string path(AccessibleRoleName(node->role));
      if (!climb->path.empty()) path += "/" + climb->path;
      if (path.size() <= kMaxElementPathBytes) climb->path = std::move(path);
      const bool inside_combo =
          node->role == kRoleComboBox && element.role != kRoleEntry && element.role != kRoleText;
      if (climb->depth <= climb->nodes_to_actor && !element.actor.valid() &&
          (inside_combo || (IsActorRole(node->role) && !IsActorRole(element.role)))) {
        element.actor = climb->at;
      }
    }
    element.secret = element.secret || node->role == kRolePasswordText;
    if (IsDocumentRole(node->role) && !element.document.valid()) element.document = climb->at;
    if (IsWindowRole(node->role)) element.window = climb->at;
    if (node->role == kRoleApplication || !node->parent.valid() || node->parent == climb->at ||
        ++climb->depth > kMaxAncestors) {
      return FinishClimb(climb);
    }
    climb->at = node->parent;
    Step(climb);
  });
}

void ElementReader::FinishClimb(const std::shared_ptr<Climb>& climb) {
  climb->element.path = climb->path;
  // Browsers compute the name of a combo box from its label, GTK from its value.
  if (climb->element.document.valid() && climb->element.name.empty()) {
    climb->element.name = climb->combo_name;
  }
  if (climb->element.name.empty() && !IsContainerRole(climb->element.role) &&
      !IsContentRole(climb->element.role)) {
    return ReadLabel(climb);
  }
  if (climb->element.id.empty() && climb->element.document.valid()) return ReadWebId(climb);
  elements_.Put(climb->element.self, climb->element);
  climb->done(&climb->element);
}

// GTK gives a field no name; the label beside it is a relation.
void ElementReader::ReadLabel(const std::shared_ptr<Climb>& climb) {
  const auto finish = [this, climb] {
    if (climb->element.id.empty() && climb->element.document.valid()) return ReadWebId(climb);
    elements_.Put(climb->element.self, climb->element);
    climb->done(&climb->element);
  };
  const bool sent = Call(climb->element.self, kAccessible, "GetRelationSet", nullptr,
                         [this, climb, finish](DbusOutcome outcome, sd_bus_message* message) {
                           AccessibleRef label;
                           if (outcome == DbusOutcome::kReply) label = ReadLabelledBy(message);
                           if (!label.valid()) return finish();
                           ReadName(label, [climb, finish](const std::string& name) {
                             climb->element.name = name;
                             finish();
                           });
                         });
  if (!sent) finish();
}

void ElementReader::ReadWebId(const std::shared_ptr<Climb>& climb) {
  const auto finish = [this, climb] {
    elements_.Put(climb->element.self, climb->element);
    climb->done(&climb->element);
  };
  const bool sent = Call(climb->element.self, kAccessible, "GetAttributes", nullptr,
                         [climb, finish](DbusOutcome outcome, sd_bus_message* message) {
                           if (outcome == DbusOutcome::kReply) {
                             climb->element.id =
                                 CleanText(ReadAttribute(message, {"id"}), kMaxNameBytes);
                           }
                           finish();
                         });
  if (!sent) finish();
}

void ElementReader::ReadShape(const AccessibleRef& field, OnShape done) {
  const bool sent = Call(
      field, kProperties, "Get",
      [](sd_bus_message* m) {
        return sd_bus_message_append(m, "ss", "org.a11y.atspi.Text", "CharacterCount");
      },
      [this, field, done](DbusOutcome outcome, sd_bus_message* message) {
        int32_t length = 0;
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "v", "i", &length) < 0) {
          return done(std::nullopt);
        }
        const int32_t wanted = std::min(std::max(length, 0), kMaxShapeCharacters);
        const bool asked = Call(
            field, "org.a11y.atspi.Text", "GetText",
            [wanted](sd_bus_message* m) { return sd_bus_message_append(m, "ii", 0, wanted); },
            [length, done](DbusOutcome read, sd_bus_message* reply) {
              const char* text = nullptr;
              if (read != DbusOutcome::kReply || sd_bus_message_read(reply, "s", &text) < 0) {
                return done(std::nullopt);
              }
              ValueShape shape = ShapeOfValue(text);
              shape.length_bucket = SizeBucket(static_cast<uint64_t>(std::max(length, 0)));
              // The reply belongs to this process alone: what was typed ends here.
              WipeText(text);
              done(shape);
            });
        if (!asked) done(std::nullopt);
      });
  if (!sent) done(std::nullopt);
}

void ElementReader::ReadFileField(const AccessibleRef& field, OnText done) {
  const bool sent = Call(
      field, kProperties, "Get",
      [](sd_bus_message* m) {
        return sd_bus_message_append(m, "ss", "org.a11y.atspi.Text", "CharacterCount");
      },
      [this, field, done](DbusOutcome outcome, sd_bus_message* message) {
        int32_t length = 0;
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "v", "i", &length) < 0) {
          return done({});
        }
        const int32_t first = std::max(length - kMaxEndingCharacters, 0);
        const bool asked = Call(
            field, "org.a11y.atspi.Text", "GetText",
            [first, length](sd_bus_message* m) {
              return sd_bus_message_append(m, "ii", first, length);
            },
            [done](DbusOutcome read, sd_bus_message* reply) {
              const char* text = nullptr;
              if (read != DbusOutcome::kReply || sd_bus_message_read(reply, "s", &text) < 0) {
                return done({});
              }
              std::string pattern = FilePatternOf(text);
              WipeText(text);
              done(std::move(pattern));
            });
        if (!asked) done({});
      });
  if (!sent) done({});
}

// GTK's row is a cell without a name that holds an icon and the name.
void ElementReader::ReadSelectedFile(const AccessibleRef& list, OnText done) {
  const bool sent = Call(
      list, "org.a11y.atspi.Selection", "GetSelectedChild",
      [](sd_bus_message* m) { return sd_bus_message_append(m, "i", 0); },
      [this, done](DbusOutcome outcome, sd_bus_message* message) {
        AccessibleRef row;
        if (outcome == DbusOutcome::kReply) row = ReadRef(message);
        if (!row.valid()) return done({});
        ReadName(row, [this, row, done](const std::string& name) {
          if (!name.empty()) return done(FilePatternOf(name));
          ReadChildren(row, [this, done](const std::vector<AccessibleRef>& parts) {
            for (size_t i = 0; i < parts.size() && i < kMaxPartsOfRow; ++i) {
              ReadName(parts[i], [done](const std::string& part) {
                if (!part.empty()) done(FilePatternOf(part));
              });
            }
          });
        });
      });
  if (!sent) done({});
}

void ElementReader::ReadDocumentUrl(const AccessibleRef& document, OnText done) {
  const bool sent =
      Call(document, "org.a11y.atspi.Document", "GetAttributes", nullptr,
           [done](DbusOutcome outcome, sd_bus_message* message) {
             if (outcome != DbusOutcome::kReply) return done({});
             // Firefox and WebKitGTK say DocURL, Chromium URI.
             done(CleanText(ReadAttribute(message, {"DocURL", "URI", "URL"}), kMaxTextBytes));
           });
  if (!sent) done({});
}

void ElementReader::ReadName(const AccessibleRef& ref, OnText done) {
  const bool sent = Call(
      ref, kProperties, "Get",
      [](sd_bus_message* m) { return sd_bus_message_append(m, "ss", kAccessible, "Name"); },
      [done](DbusOutcome outcome, sd_bus_message* message) {
        done(outcome == DbusOutcome::kReply ? CleanText(ReadVariantText(message), kMaxNameBytes)
                                            : std::string());
      });
  if (!sent) done({});
}

void ElementReader::ReadStates(const AccessibleRef& ref, OnNumber done) {
  const bool sent = Call(
      ref, kAccessible, "GetState", nullptr, [done](DbusOutcome outcome, sd_bus_message* message) {
        const void* words = nullptr;
        size_t bytes = 0;
        if (outcome != DbusOutcome::kReply ||
            sd_bus_message_read_array(message, 'u', &words, &bytes) < 0 || bytes < 8) {
          return done(std::nullopt);
        }
        uint32_t word[2];
        std::memcpy(word, words, sizeof(word));
        done(static_cast<int64_t>((uint64_t{word[1]} << 32) | word[0]));
      });
  if (!sent) done(std::nullopt);
}

void ElementReader::ReadProcessId(const std::string& connection, OnNumber done) {
  const Status sent = bus_.Call(
      {"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
       "GetConnectionUnixProcessID"},
      [connection](sd_bus_message* m) { return sd_bus_message_append(m, "s", connection.c_str()); },
      kCallDeadlineUs,
      [done](DbusOutcome outcome, sd_bus_message* message) {
        uint32_t pid = 0;
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "u", &pid) < 0) {
          return done(std::nullopt);
        }
        done(pid);
      });
  if (!sent.ok()) done(std::nullopt);
}

void ElementReader::ReadChildren(const AccessibleRef& ref, OnRefs done) {
  const bool sent = Call(ref, kAccessible, "GetChildren", nullptr,
                         [done](DbusOutcome outcome, sd_bus_message* message) {
                           done(outcome == DbusOutcome::kReply ? ReadRefs(message, kMaxChildren)
                                                               : std::vector<AccessibleRef>());
                         });
  if (!sent) done({});
}

void ElementReader::HitTest(const AccessibleRef& window, int x, int y, OnRef done) {
  DescendAt(window, x, y, 0, std::move(done));
}

// GTK answers with the child at the point, Chromium with the deepest object: go down until it ends.
void ElementReader::DescendAt(const AccessibleRef& at, int x, int y, int depth, OnRef done) {
  const AccessibleRef found = depth == 0 ? AccessibleRef() : at;
  const bool sent = Call(
      at, "org.a11y.atspi.Component", "GetAccessibleAtPoint",
      [x, y](sd_bus_message* m) {
        return sd_bus_message_append(m, "iiu", x, y, kScreenCoordinates);
      },
      [this, at, found, x, y, depth, done](DbusOutcome outcome, sd_bus_message* message) {
        AccessibleRef child;
        if (outcome == DbusOutcome::kReply) child = ReadRef(message);
        if (!child.valid() || child == at || depth >= kMaxAncestors) return done(found);
        DescendAt(child, x, y, depth + 1, done);
      });
  if (!sent) done(found);
}

void ElementReader::Forget(const AccessibleRef& ref) {
  elements_.Forget(ref);
  nodes_.Forget(ref);
}

void ElementReader::ForgetConnection(const std::string& connection) {
  elements_.ForgetConnection(connection);
  nodes_.ForgetConnection(connection);
  apps_.erase(connection);
}

}  // namespace adit
