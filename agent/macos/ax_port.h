// AxPort: what macOS's accessibility interface answers, behind which tests put written sequences.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agent/capture/desktop_signal.h"

namespace adit {

// A question to another program that is not answered within this time fails.
inline constexpr int kAxMessagingTimeoutMs = 300;

enum class AxOutcome : uint8_t {
  kOk,
  kNothing,      // no such attribute, element gone: an answer like any other
  kNoAnswer,     // kAXErrorCannotComplete: the program did not answer in time
  kNotAllowed,   // kAXErrorAPIDisabled: this process may not ask anybody
  kUnsupported,  // the program does not take part in accessibility
};

// An element of another program (a retained AXUIElementRef); null: none.
using AxHandle = std::shared_ptr<const void>;

struct AxApplication {
  int32_t pid = 0;
  std::string bundle;  // "com.apple.TextEdit"
  std::string name;
  std::string version;
};

struct AxWindowFacts {
  AxHandle handle;
  std::string subrole;  // "AXStandardWindow", "AXDialog", "AXSheet"
  std::string title;
  std::string document;  // AXDocument: the address of the file
};

// Never a value.
struct AxElementFacts {
  std::string role;         // "AXTextField"
  std::string subrole;      // "AXSecureTextField"
  std::string title;        // AXTitle, else that of AXTitleUIElement
  std::string description;  // AXDescription
  std::string identifier;   // AXIdentifier
};

// What the person copied, by its announced types; the content is not read: the system would ask
// the person.
struct AxPasteboard {
  int64_t change_count = 0;
  ContentKind kind = ContentKind::kOther;
  bool is_private = false;  // org.nspasteboard.ConcealedType and its kin
};

// Every call but IsTrusted, SecureInputIsOn, IdleMicros, Pasteboard and Same asks another program
// and takes at most kAxMessagingTimeoutMs a question. One thread.
class AxPort {
 public:
  virtual ~AxPort() = default;
  // Whether the administrator or the person has granted accessibility.
  [[nodiscard]] virtual bool IsTrusted() = 0;
  // Some program has asked for keys that nobody else sees (password prompts, terminals).
  [[nodiscard]] virtual bool SecureInputIsOn() = 0;
  [[nodiscard]] virtual int64_t IdleMicros() = 0;
  [[nodiscard]] virtual AxPasteboard Pasteboard() = 0;
  [[nodiscard]] virtual bool Same(const AxHandle& a, const AxHandle& b) = 0;

  // Subscribes to the notices of AxNotice in that program; Detach ends it.
  [[nodiscard]] virtual AxOutcome Attach(int32_t pid) = 0;
  virtual void Detach(int32_t pid) = 0;
  [[nodiscard]] virtual AxOutcome FocusedWindow(int32_t pid, AxWindowFacts& facts) = 0;
  [[nodiscard]] virtual AxOutcome FocusedElement(int32_t pid, AxHandle& element) = 0;
  [[nodiscard]] virtual AxOutcome ReadWindow(const AxHandle& window, AxWindowFacts& facts) = 0;
  [[nodiscard]] virtual AxOutcome ReadElement(const AxHandle& element, AxElementFacts& facts) = 0;
  // Its length and the class of its first characters, which are wiped at once.
  [[nodiscard]] virtual AxOutcome ReadShape(const AxHandle& element, ValueShape& shape) = 0;
};

}  // namespace adit
