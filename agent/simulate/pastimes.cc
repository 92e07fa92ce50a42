#include "agent/simulate/pastimes.h"

#include "agent/simulate/script_builder.h"

namespace adit::simulate {
namespace {

using S = Screen;
using F = Field;

void AddOwnWork(Office& office) {
  const ScriptBuilder b(office);
  const auto mails = b.Times(
      1, 4,
      {b.NextSubject(), b.Pick(S::kMailInbox, "{contact}: {topic}"), b.Look(S::kMailMessage),
       b.Either({500, 250, 250}, {b.Look(S::kMailMessage), b.Press(S::kMailMessage, "[Delete]"),
                                  b.All({b.Press(S::kMailMessage, "[Reply]"),
                                         b.Edit(S::kMailCompose, "[Text]", F::kTopic),
                                         b.Press(S::kMailCompose, "[Send]")})})});
  const auto pages = b.Times(
      1, 6, {b.NextRow(), b.Look(S::kWebPage), b.Maybe(400, {b.Press(S::kWebPage, "{page}")})});
  const auto talk = b.Times(
      1, 5,
      {b.Edit(S::kChat, "[Message]", F::kTopic), b.Maybe(800, {b.Press(S::kChat, "[Send]")})});
  office.AddPastime(b.All({b.Look(S::kMailInbox), mails}));
  office.AddPastime(mails);
  office.AddPastime(pages);
  office.AddPastime(pages);
  office.AddPastime(b.All({b.NextSubject(), b.Look(S::kChat), talk}));
  office.AddPastime(b.Times(
      2, 12,
      {b.NextRow(),
       b.Either({500, 300, 200},
                {b.Edit(S::kSheetBook, "B{row}", F::kAmount), b.Pick(S::kSheetBook, "D{row}"),
                 b.Edit(S::kSheetBook, "A{other_row}", F::kTopic)})}));
  office.AddPastime(
      b.All({b.NextSubject(), b.Pick(S::kFolder, "{file}.pdf"), b.Look(S::kDocumentViewer),
             b.Maybe(500, {b.Bare(StepKind::kCloseWindow, S::kDocumentViewer)})}));
  office.AddPastime(b.All(
      {b.Look(S::kCalendar),
       b.Maybe(300, {b.Press(S::kCalendar, "[New]"), b.Edit(S::kCalendar, "[Subject]", F::kTopic),
                     b.Press(S::kCalendar, "[Save]")})}));
  office.AddPastime(
      b.All({b.NextSubject(), b.Look(S::kFolder), b.Bare(StepKind::kOpenFile, S::kSheetOther),
             b.Look(S::kSheetOther), b.Maybe(500, {b.Bare(StepKind::kSaveFile, S::kSheetOther)}),
             b.Bare(StepKind::kCloseWindow, S::kSheetOther)}));
  office.AddPastime(
      b.All({b.Look(S::kSettings), b.Maybe(500, {b.Press(S::kSettings, "[Change]")})}));
}

// Looking something up in the systems of the routines, with no end in mind that recurs.
void AddLookingUp(Office& office) {
  const ScriptBuilder b(office);
  office.AddPastime(b.All({b.NextSubject(), b.Edit(S::kErpSearch, "[Number]", F::kCustomerNo),
                           b.Press(S::kErpSearch, "[Search]"),
                           b.Either({400, 300, 300}, {b.Look(S::kErpParty), b.Look(S::kErpOrder),
                                                      b.Look(S::kErpInvoice)}),
                           b.Maybe(300, {b.Press(S::kErpSearch, "[Back]")})}));
  office.AddPastime(b.All({b.NextSubject(), b.Edit(S::kCrmSearch, "[Search]", F::kParty),
                           b.Pick(S::kCrmSearch, "{party}"), b.Look(S::kCrmAccount),
                           b.Maybe(300, {b.Copy(S::kCrmAccount, "[Phone]", F::kPhone)})}));
  office.AddPastime(b.All({b.NextSubject(), b.Look(S::kDeskQueue),
                           b.Pick(S::kDeskQueue, "#{ticket_no} {topic}"), b.Look(S::kDeskTicket),
                           b.Maybe(300, {b.Edit(S::kDeskTicket, "[Comment]", F::kTopic),
                                         b.Press(S::kDeskTicket, "[Save]")})}));
  office.AddPastime(b.All({b.NextSubject(), b.Edit(S::kPeopleList, "[Search]", F::kColleague),
                           b.Look(S::kPeopleRecord)}));
  office.AddPastime(b.All({b.Look(S::kErpLedger), b.Press(S::kErpLedger, "[Show]"),
                           b.Maybe(400, {b.Look(S::kErpInvoice)})}));
  office.AddPastime(b.All({b.NextSubject(), b.Look(S::kExpenseList),
                           b.Maybe(400, {b.Pick(S::kExpenseList, "{colleague} {order_no}"),
                                         b.Look(S::kExpenseReport)})}));
  office.AddPastime(b.All({b.NextSubject(), b.Look(S::kPortalList),
                           b.Pick(S::kPortalList, "{party}"), b.Look(S::kPortalForm)}));
  office.AddPastime(b.All({b.Edit(S::kWebLogin, "[User name]", F::kUser), b.Password(S::kWebLogin),
                           b.Press(S::kWebLogin, "[Log in]")}));
  office.AddPastime(b.All({b.Look(S::kErpList), b.Press(S::kErpList, "[Refresh]")}));
}

void AddInterruptions(Office& office) {
  const ScriptBuilder b(office);
  office.AddInterruption(b.All(
      {b.NextSubject(), b.Look(S::kChat),
       b.Maybe(600, {b.Edit(S::kChat, "[Message]", F::kTopic), b.Press(S::kChat, "[Send]")})}));
  office.AddInterruption(
      b.All({b.NextSubject(), b.Look(S::kMailInbox), b.Maybe(400, {b.Look(S::kMailMessage)})}));
  office.AddInterruption(b.All({b.NextRow(), b.Look(S::kWebPage)}));
  office.AddInterruption(b.Look(S::kCalendar));
  office.AddInterruption(b.All({b.NextSubject(), b.Edit(S::kErpSearch, "[Name]", F::kParty),
                                b.Press(S::kErpSearch, "[Search]")}));
}

}  // namespace

void AddPastimes(Office& office) {
  AddOwnWork(office);
  AddLookingUp(office);
  AddInterruptions(office);
}

}  // namespace adit::simulate
