// Office: the applications, screens and labels of one simulated company, the scripts of its
// routines and of its unstructured work.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/simulate/script.h"

namespace adit::simulate {

// A text with places for case values: "[Invoice] {invoice_no}" after translation and splitting.
struct TextTemplate {
  struct Part {
    std::string literal;  // used when field is kNone
    Field field = Field::kNone;
  };
  std::vector<Part> parts;
};

enum class Screen : uint8_t {
  kMailInbox,
  kMailMessage,
  kMailCompose,
  kErpSearch,
  kErpParty,
  kErpInvoice,
  kErpOrder,
  kErpLedger,
  kErpList,
  kErpDialog,
  kCrmSearch,
  kCrmAccount,
  kCrmEdit,
  kPortalList,
  kPortalForm,
  kDeskQueue,
  kDeskTicket,
  kPeopleList,
  kPeopleRecord,
  kPeopleForm,
  kExpenseList,
  kExpenseReport,
  kWebLogin,
  kWebPage,
  kSheetBook,
  kSheetOther,
  kSheetDialog,
  kDocumentViewer,
  kFolder,
  kChat,
  kCalendar,
  kSettings,
};
inline constexpr size_t kScreenCount = 32;

struct Application {
  std::string name, version, executable;
};

struct ScreenForm {
  uint8_t application = 0;
  bool web = false;  // screens change by navigation, the document is a URL
  std::string role;
  TextTemplate title;
  TextTemplate document;
};

struct ElementForm {
  std::string role, id, path;
  TextTemplate name;
  bool cell = false;
};

struct Routine {
  std::string name;  // the truth's label, never on a screen
  Script script;
};

// Immutable after construction. Everything follows from seed and language.
class Office {
 public:
  Office(uint64_t seed, std::string_view language);

  [[nodiscard]] const Application& application(size_t number) const {
    return applications_[number];
  }
  [[nodiscard]] size_t application_count() const { return applications_.size(); }
  [[nodiscard]] const ScreenForm& screen(size_t number) const { return screens_[number]; }
  [[nodiscard]] const ElementForm& element(uint16_t number) const { return elements_[number]; }
  // Elements that scripts use on a screen.
  [[nodiscard]] const std::vector<uint16_t>& elements_of(size_t screen) const {
    return on_screen_[screen];
  }
  [[nodiscard]] const std::vector<Routine>& routines() const { return routines_; }
  // Unstructured work: mails, chat, browsing, looking things up, tinkering.
  [[nodiscard]] const std::vector<Script>& pastimes() const { return pastimes_; }
  // Short interruptions in the middle of something else.
  [[nodiscard]] const std::vector<Script>& interruptions() const { return interruptions_; }

  // The number of the element with this label template and role, made when it is new.
  [[nodiscard]] uint16_t Element(Screen screen, std::string_view label, std::string_view role);
  void AddRoutine(std::string name, Script script);
  void AddPastime(Script script) { pastimes_.push_back(std::move(script)); }
  void AddInterruption(Script script) { interruptions_.push_back(std::move(script)); }

 private:
  [[nodiscard]] TextTemplate Compile(std::string_view text) const;
  void SetScreen(Screen screen, uint8_t application, bool web, std::string_view title,
                 std::string_view document, std::string_view role = "frame");

  std::string language_;
  std::vector<Application> applications_;
  std::vector<ScreenForm> screens_;
  std::vector<ElementForm> elements_;
  std::vector<std::vector<uint16_t>> on_screen_;
  std::map<std::pair<uint8_t, std::string>, uint16_t> element_numbers_;
  std::vector<Routine> routines_;
  std::vector<Script> pastimes_;
  std::vector<Script> interruptions_;
};

}  // namespace adit::simulate
