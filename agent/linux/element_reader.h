// ElementReader: reads what an accessible object is (role, label, id, ancestors), never what it
// contains.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/capture/value_shape.h"
#include "agent/linux/accessible.h"
#include "agent/linux/app_breadcrumb.h"
#include "agent/linux/dbus_connection.h"
#include "agent/linux/element_cache.h"
#include "common/base/clock.h"

namespace adit {

// One call's deadline, and how long an event waits for its element in all.
inline constexpr int64_t kCallDeadlineUs = 250'000;
inline constexpr int64_t kEventDeadlineUs = 1'200'000;
inline constexpr int kMaxAncestors = 24;
inline constexpr size_t kMaxChildren = 64;
inline constexpr size_t kMaxCachedElements = 512;
inline constexpr size_t kMaxCachedNodes = 1024;
inline constexpr size_t kMaxKnownApps = 128;

// An application on the accessibility bus changed its level (hung, or back).
using AppCaptureChanged =
    std::function<void(const std::string& connection, AppCaptureChange change)>;

// Everything is asynchronous: each function returns at once and its callback comes from
// DbusConnection::Process (or at once, from a cache). A callback gets nothing when the object is
// gone, the application does not answer or is resting (AppBreadcrumb). One thread, the
// connection's; must be destroyed after the connection.
class ElementReader {
 public:
  ElementReader(DbusConnection& bus, Clock& clock, AppCaptureChanged changed)
      : bus_(bus), clock_(clock), changed_(std::move(changed)) {}

  using OnElement = std::function<void(const AccessibleElement*)>;
  // What `ref` is, with its ancestors.
  void ReadElement(const AccessibleRef& ref, OnElement done);

  // Class and length of a field's text. At most kMaxShapeCharacters are fetched, looked at inside
  // the reply and overwritten there. Never called for secret elements.
  using OnShape = std::function<void(std::optional<ValueShape>)>;
  void ReadShape(const AccessibleRef& field, OnShape done);

  using OnText = std::function<void(std::string)>;
  // Address of a document; empty when it has none.
  void ReadDocumentUrl(const AccessibleRef& document, OnText done);
  // Name of a window or application.
  void ReadName(const AccessibleRef& ref, OnText done);

  // Types of files ("*.csv", file_dialog.h), empty when unknown: of the name in a file dialog's field,
  // whose last characters are looked at inside the reply and overwritten there; of the entry chosen
  // in a list of files.
  void ReadFileField(const AccessibleRef& field, OnText done);
  void ReadSelectedFile(const AccessibleRef& list, OnText done);

  using OnRef = std::function<void(AccessibleRef)>;
  // The deepest object below `window` at a point of the screen; invalid when there is none.
  void HitTest(const AccessibleRef& window, int x, int y, OnRef done);
  using OnRefs = std::function<void(std::vector<AccessibleRef>)>;
  // The first kMaxChildren children; empty when there are none.
  void ReadChildren(const AccessibleRef& ref, OnRefs done);

  using OnNumber = std::function<void(std::optional<int64_t>)>;
  // Bit set of states, low word first (AtspiStateType); nothing when unreadable.
  void ReadStates(const AccessibleRef& ref, OnNumber done);
  // Process id behind a connection, from the broker, not from the application.
  void ReadProcessId(const std::string& connection, OnNumber done);

  // A label changed: read again next time.
  void Forget(const AccessibleRef& ref);
  void ForgetConnection(const std::string& connection);
  [[nodiscard]] AppCapture LevelOf(const std::string& connection) const;

 private:
  struct Node {
    uint32_t role = 0;
    std::string name;
    std::string id;
    AccessibleRef parent;
  };
  struct Climb;
  using OnNode = std::function<void(const Node*)>;

  // One call under the application's breadcrumb. False (and `reply` unused) when it may not be
  // made.
  bool Call(const AccessibleRef& ref, const char* interface, const char* method,
            const DbusArguments& arguments, DbusReply reply);
  void Settle(const std::string& connection, DbusOutcome outcome);
  void ReadNode(const AccessibleRef& ref, OnNode done);
  void ReadNodeByProperty(const AccessibleRef& ref, std::shared_ptr<Node> node, OnNode done);
  void Step(const std::shared_ptr<Climb>& climb);
  void FinishClimb(const std::shared_ptr<Climb>& climb);
  void ReadLabel(const std::shared_ptr<Climb>& climb);
  void ReadWebId(const std::shared_ptr<Climb>& climb);
  void DescendAt(const AccessibleRef& at, int x, int y, int depth, OnRef done);

  DbusConnection& bus_;
  Clock& clock_;
  const AppCaptureChanged changed_;
  RefCache<AccessibleElement> elements_{kMaxCachedElements};
  RefCache<Node> nodes_{kMaxCachedNodes};
  std::unordered_map<std::string, AppBreadcrumb> apps_;
};

}  // namespace adit
