#include "agent/simulate/office.h"

#include "agent/simulate/labels.h"
#include "agent/simulate/pastimes.h"
#include "agent/simulate/routines.h"
#include "common/base/check.h"
#include "common/base/random.h"

namespace adit::simulate {
namespace {

enum App : uint8_t { kMail, kErp, kBrowser, kSheet, kViewer, kFiles, kTalk, kDates, kSystem };

// The names of desktop applications are such that the shipped policy, which denies what it does not
// know, records them; the chat and the calendar it leaves out.
constexpr std::string_view kErpNames[] = {"Vela ERP", "Ordino ERP", "Merkantil ERP 9",
                                          "Comptapro ERP", "Base One ERP"};
constexpr std::string_view kCrmNames[] = {"Klientia", "AccountHub", "Relata", "CircleDesk"};
constexpr std::string_view kPortalNames[] = {"Partner Portal", "Stammdatenportal", "Supplynet",
                                             "Registro"};
constexpr std::string_view kBrowserNames[] = {"Chromium", "Firefox"};
constexpr std::string_view kSheetNames[] = {"LibreOffice Calc", "OnlyOffice Sheets"};

template <size_t N>
std::string Choose(Random& random, const std::string_view (&names)[N]) {
  return std::string(names[random.Below(N)]);
}

// "Delivery date" → "delivery_date": what a developer would have called the field.
std::string Identifier(std::string_view label) {
  std::string out;
  for (const char c : label) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 'a' && c <= 'z') {
      out += c;
    } else if (c == ' ' || c == '-') {
      out += '_';
    }
  }
  return out;
}

}  // namespace

Office::Office(uint64_t seed, std::string_view language)
    : language_(language), on_screen_(kScreenCount) {
  SeededRandom random(seed ^ 0x6f6666696365ULL);
  const std::string erp = Choose(random, kErpNames);
  const std::string crm = Choose(random, kCrmNames);
  const std::string portal = Choose(random, kPortalNames);
  const std::string browser = Choose(random, kBrowserNames);
  const std::string sheet = Choose(random, kSheetNames);
  applications_ = {{"Mail", "102.4", "mailer"},
                   {erp, "9.1.4", "erpclient"},
                   {browser, "119.0", "browser"},
                   {sheet, "7.4.7", "soffice.bin"},
                   {"Document Viewer", "43.1", "viewer"},
                   {"Files", "43.2", "files"},
                   {"Talk", "4.8", "talk"},
                   {"Dates", "44.0", "dates"},
                   {"Desk", "5.27", "desk"}};
  screens_.resize(kScreenCount);
  SetScreen(Screen::kMailInbox, kMail, false, "[Inbox] - Mail", "");
  SetScreen(Screen::kMailMessage, kMail, false, "{topic} - {contact} - Mail", "");
  SetScreen(Screen::kMailCompose, kMail, false, "[New]: {topic} <{email}> - Mail", "", "dialog");
  SetScreen(Screen::kErpSearch, kErp, false, "[Search] - " + erp, "");
  SetScreen(Screen::kErpParty, kErp, false, "{customer_no} {party} - " + erp, "");
  SetScreen(Screen::kErpInvoice, kErp, false, "[Invoice] {invoice_no} - " + erp, "");
  SetScreen(Screen::kErpOrder, kErp, false, "[Order] {order_no} - {party} - " + erp, "");
  SetScreen(Screen::kErpLedger, kErp, false, "[Ledger] {month} - " + erp, "");
  SetScreen(Screen::kErpList, kErp, false, "[List] - " + erp, "");
  SetScreen(Screen::kErpDialog, kErp, false, "[Confirm] - " + erp, "", "dialog");
  const std::string tail = " - " + browser;
  SetScreen(Screen::kCrmSearch, kBrowser, true, "[Customers] | " + crm + tail,
            "https://crm.example.com/accounts");
  SetScreen(Screen::kCrmAccount, kBrowser, true, "{party} | " + crm + tail,
            "https://crm.example.com/accounts/{customer_no}");
  SetScreen(Screen::kCrmEdit, kBrowser, true, "[Edit]: {contact} | " + crm + tail,
            "https://crm.example.com/accounts/{customer_no}/edit?mail={email}");
  SetScreen(Screen::kPortalList, kBrowser, true, portal + ": [List]" + tail,
            "https://portal.example.net/records?page={row}");
  SetScreen(Screen::kPortalForm, kBrowser, true, portal + ": {party}" + tail,
            "https://portal.example.net/records/{order_no}?phone={phone}");
  SetScreen(Screen::kDeskQueue, kBrowser, true, "[Tickets] - Desk" + tail,
            "https://desk.example.net/queue");
  SetScreen(Screen::kDeskTicket, kBrowser, true, "#{ticket_no} {topic} - Desk" + tail,
            "https://desk.example.net/tickets/{ticket_no}");
  SetScreen(Screen::kPeopleList, kBrowser, true, "[Employees]" + tail,
            "https://people.example.net/");
  SetScreen(Screen::kPeopleRecord, kBrowser, true, "{colleague} - [Employees]" + tail,
            "https://people.example.net/p/{colleague_email}");
  SetScreen(Screen::kPeopleForm, kBrowser, true, "[Create]: {contact} - [Employees]" + tail,
            "https://people.example.net/new?born={birth_date}&id={national_id}");
  SetScreen(Screen::kExpenseList, kBrowser, true, "[Overview]" + tail,
            "https://expenses.example.net/open");
  SetScreen(Screen::kExpenseReport, kBrowser, true,
            "[Expense report] {order_no} {colleague}" + tail,
            "https://expenses.example.net/r/{order_no}?card={card}");
  SetScreen(Screen::kWebLogin, kBrowser, true, "[Log in]" + tail,
            "https://{user}:{secret}@sso.example.net/login?from={ip}");
  SetScreen(Screen::kWebPage, kBrowser, true, "{page} - {site}" + tail,
            "https://www.example.org/{row}/{quantity}?session={secret}");
  SetScreen(Screen::kSheetBook, kSheet, false, "{file}.ods - " + sheet,
            "/home/{user}/Documents/{file}.ods");
  SetScreen(Screen::kSheetOther, kSheet, false, "[Copy of] {month}_{city}.ods - " + sheet,
            "/home/{user}/Documents/{month}_{city}.ods");
  SetScreen(Screen::kSheetDialog, kSheet, false, "[Save as]", "", "dialog");
  SetScreen(Screen::kDocumentViewer, kViewer, false, "{party} {iban}.pdf",
            "/home/{user}/Downloads/{invoice_no}.pdf");
  SetScreen(Screen::kFolder, kFiles, false, "{topic}", "/home/{user}/Documents/{topic}");
  SetScreen(Screen::kChat, kTalk, false, "{colleague} - [Chat]", "");
  SetScreen(Screen::kCalendar, kDates, false, "[Calendar] - {month}", "");
  SetScreen(Screen::kSettings, kSystem, false, "{user}@{host}: [Settings] ({mac})", "");
  AddRoutines(*this, random);
  AddPastimes(*this);
}

void Office::SetScreen(Screen screen, uint8_t application, bool web, std::string_view title,
                       std::string_view document, std::string_view role) {
  screens_[static_cast<size_t>(screen)] = {application, web, std::string(role), Compile(title),
                                           Compile(document)};
}

TextTemplate Office::Compile(std::string_view text) const {
  TextTemplate result;
  std::string literal;
  while (!text.empty()) {
    const char open = text.front();
    const size_t close = open == '[' ? text.find(']') : open == '{' ? text.find('}') : 0;
    if (open == '[') {
      ADIT_CHECK(close != std::string_view::npos);
      literal += Translate(text.substr(1, close - 1), language_);
    } else if (open == '{') {
      ADIT_CHECK(close != std::string_view::npos);
      const Field field = FieldByName(text.substr(1, close - 1));
      ADIT_CHECK(field != Field::kNone);
      if (!literal.empty()) result.parts.push_back({std::move(literal), Field::kNone});
      literal.clear();
      result.parts.push_back({"", field});
    } else {
      literal += open;
    }
    text.remove_prefix(close + 1);
  }
  if (!literal.empty()) result.parts.push_back({std::move(literal), Field::kNone});
  return result;
}

uint16_t Office::Element(Screen screen, std::string_view label, std::string_view role) {
  const auto number = static_cast<uint8_t>(screen);
  const auto [found, fresh] = element_numbers_.try_emplace({number, std::string(label)},
                                                           static_cast<uint16_t>(elements_.size()));
  if (fresh) {
    ElementForm form;
    form.role = role;
    form.cell = role == "table cell";
    const bool web = screens_[number].web;
    if (role == "entry" || role == "push button") {
      form.id = (web ? (role == "entry" ? "input-" : "btn-") : "") + Identifier(label);
    }
    form.path = web ? "frame/document web/form" : form.cell ? "frame/table" : "frame/panel";
    form.name = Compile(label);
    elements_.push_back(std::move(form));
    on_screen_[number].push_back(found->second);
  }
  return found->second;
}

void Office::AddRoutine(std::string name, Script script) {
  routines_.push_back({std::move(name), std::move(script)});
}

}  // namespace adit::simulate
