// Short words to write scripts with: Edit(Screen::kErpInvoice, "[Amount]", Field::kAmount).
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "agent/simulate/office.h"

namespace adit::simulate {

// One form field, filled from where its value stands.
struct FormField {
  std::string_view label;
  Field value;
};

class ScriptBuilder {
 public:
  explicit ScriptBuilder(Office& office) : office_(office) {}

  [[nodiscard]] Script Look(Screen screen) const {
    return Make(StepKind::kLook, screen, 0, Field::kNone);
  }
  [[nodiscard]] Script Edit(Screen screen, std::string_view label, Field value) const {
    return Make(StepKind::kEdit, screen, office_.Element(screen, label, RoleOfEntry(screen)),
                value);
  }
  [[nodiscard]] Script Copy(Screen screen, std::string_view label, Field value) const {
    return Make(StepKind::kCopy, screen, office_.Element(screen, label, RoleOfEntry(screen)),
                value);
  }
  [[nodiscard]] Script Paste(Screen screen, std::string_view label, Field value) const {
    return Make(StepKind::kPaste, screen, office_.Element(screen, label, RoleOfEntry(screen)),
                value);
  }
  [[nodiscard]] Script Press(Screen screen, std::string_view label) const {
    return Make(StepKind::kPress, screen, office_.Element(screen, label, "push button"),
                Field::kNone);
  }
  [[nodiscard]] Script Pick(Screen screen, std::string_view label) const {
    return Make(StepKind::kPick, screen, office_.Element(screen, label, RoleOfRow(screen)),
                Field::kNone);
  }
  [[nodiscard]] Script Toggle(Screen screen, std::string_view label) const {
    return Make(StepKind::kToggle, screen, office_.Element(screen, label, "check box"),
                Field::kNone);
  }
  [[nodiscard]] Script Password(Screen screen) const {
    return Make(StepKind::kPassword, screen, office_.Element(screen, "Password", "password text"),
                Field::kSecret);
  }
  [[nodiscard]] Script Bare(StepKind kind, Screen screen) const {
    return Make(kind, screen, 0, Field::kNone);
  }
  [[nodiscard]] Script NextRow() const { return Bare(StepKind::kNextRow, Screen::kMailInbox); }
  [[nodiscard]] Script NextSubject() const {
    return Bare(StepKind::kNextSubject, Screen::kMailInbox);
  }

  [[nodiscard]] static Script All(std::vector<Script> children) {
    return Group(Script::Kind::kSequence, 0, 0, std::move(children));
  }
  [[nodiscard]] static Script Maybe(uint32_t permille, std::vector<Script> children) {
    return Group(Script::Kind::kMaybe, permille, 0, std::move(children));
  }
  [[nodiscard]] static Script Times(uint32_t least, uint32_t most, std::vector<Script> children) {
    return Group(Script::Kind::kTimes, least, most, std::move(children));
  }
  [[nodiscard]] static Script AnyOrder(std::vector<Script> children) {
    return Group(Script::Kind::kAnyOrder, 0, 0, std::move(children));
  }
  [[nodiscard]] static Script Either(std::vector<uint32_t> weights, std::vector<Script> children) {
    Script script = Group(Script::Kind::kEither, 0, 0, std::move(children));
    script.weights = std::move(weights);
    return script;
  }

 private:
  static Script Group(Script::Kind kind, uint32_t low, uint32_t high,
                      std::vector<Script> children) {
    Script script;
    script.kind = kind;
    script.low = low;
    script.high = high;
    script.children = std::move(children);
    return script;
  }
  static Script Make(StepKind kind, Screen screen, uint16_t element, Field value) {
    Script script;
    script.kind = Script::Kind::kStep;
    script.step = {kind, static_cast<uint8_t>(screen), element, value};
    return script;
  }
  static bool IsSheet(Screen screen) {
    return screen == Screen::kSheetBook || screen == Screen::kSheetOther;
  }
  static std::string_view RoleOfEntry(Screen screen) {
    return IsSheet(screen) ? "table cell" : "entry";
  }
  static std::string_view RoleOfRow(Screen screen) {
    return IsSheet(screen) ? "table cell" : "table row";
  }

  Office& office_;
};

}  // namespace adit::simulate
