// ActionType and the small closed sets that describe an event. Numbers and names are frozen: they are
// on the wire, in stores, in replay files and in policies (docs/formats/events.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace adit {

// What happened. Append only; a number is never given a second meaning.
enum class ActionType : uint8_t {
  kUnknown = 0,          // written by a newer agent; kept and shown, never mined
  kApplicationFocus = 1, // another application came to the front
  kWindowOpen = 2,
  kWindowClose = 3,
  kWindowTitleChange = 4,
  kElementFocus = 5,     // the keyboard focus moved to an element
  kClick = 6,            // primary button
  kSecondaryClick = 7,
  kDoubleClick = 8,
  kValueCommit = 9,      // a field was left after its value changed; value class and length bucket only
  kSelection = 10,       // rows, cells, list entries, tabs
  kToggle = 11,          // check box, radio button, switch
  kInvoke = 12,          // a button or menu entry was carried out
  kCommand = 13,         // a keyboard chord such as Ctrl+C; never typed text
  kCopy = 14,
  kPaste = 15,
  kNavigate = 16,        // a document or page came up in the same window
  kFileOpen = 17,        // file dialogs; the path is masked like any text
  kFileSave = 18,
  kPrint = 19,
  kScroll = 20,          // one event an episode
  kIdleStart = 21,
  kIdleEnd = 22,
  kLock = 23,
  kUnlock = 24,
  kCaptureGap = 25,      // a period in which nothing could be seen; `detail` says why
  kDegradation = 26,     // the capture level changed; `detail` names the new level
};
inline constexpr int kActionTypeCount = 27;

// What kind of value a field holds, from its characters' classes; never the characters.
enum class ValueClass : uint8_t {
  kNone = 0,
  kEmpty = 1,
  kDigits = 2,        // digits and separators
  kNumber = 3,        // one number with sign, decimals or a currency sign
  kDate = 4,
  kLetters = 5,       // one word
  kWords = 6,         // several words
  kAlphanumeric = 7,  // letters and digits without spaces: an identifier
  kEmailLike = 8,
  kUrlLike = 9,
  kMixed = 10,
};
inline constexpr int kValueClassCount = 11;

// What a copy put on the clipboard.
enum class ContentKind : uint8_t { kNone = 0, kText = 1, kImage = 2, kFiles = 3, kCells = 4, kOther = 5 };
inline constexpr int kContentKindCount = 6;

// How many screens, coarsely; exact geometry would identify a desk.
enum class MonitorClass : uint8_t { kUnknown = 0, kSingle = 1, kDual = 2, kMany = 3, kRemote = 4 };
inline constexpr int kMonitorClassCount = 5;

// Stable lower-case names: "value_commit", "email_like", "text", "dual".
[[nodiscard]] std::string_view ActionTypeName(ActionType action);
[[nodiscard]] std::string_view ValueClassName(ValueClass value_class);
[[nodiscard]] std::string_view ContentKindName(ContentKind kind);
[[nodiscard]] std::string_view MonitorClassName(MonitorClass monitor);
[[nodiscard]] std::optional<ActionType> ParseActionType(std::string_view name);
[[nodiscard]] std::optional<ValueClass> ParseValueClass(std::string_view name);
[[nodiscard]] std::optional<ContentKind> ParseContentKind(std::string_view name);
[[nodiscard]] std::optional<MonitorClass> ParseMonitorClass(std::string_view name);

// Length or size as a bucket: 0 for 0, else 1 + floor(log2(n)), at most 40. Units: characters for
// values, bytes for clipboard content.
[[nodiscard]] uint8_t SizeBucket(uint64_t n);

}  // namespace adit
