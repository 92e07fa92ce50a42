#include "agent/simulate/routines.h"

#include <algorithm>

#include "agent/simulate/script_builder.h"

namespace adit::simulate {
namespace {

using S = Screen;
using F = Field;

class RoutineWriter : public ScriptBuilder {
 public:
  RoutineWriter(Office& office, Random& layout) : ScriptBuilder(office), layout_(layout) {}

  // Fills most of the fields, in this company's order; each is copied from `source` or typed.
  Script Fill(Screen form, Screen source, std::vector<FormField> fields, uint32_t copied_permille) {
    for (size_t i = fields.size() - 1; i > 0; --i)
      std::swap(fields[i], fields[layout_.Below(i + 1)]);
    const size_t dropped = layout_.Below(fields.size() / 3 + 1);
    fields.resize(fields.size() - dropped);
    std::vector<Script> steps;
    for (const FormField& field : fields) {
      const bool copied = layout_.Below(1000) < copied_permille;
      Script typed = Edit(form, field.label, field.value);
      Script filled = typed;
      if (copied) {
        // Who knows the value by heart, or fails to copy, types it.
        filled = Either(
            {800, 200},
            {All({Copy(source, field.label, field.value), Paste(form, field.label, field.value)}),
             std::move(typed)});
      }
      if (layout_.Chance(0.2)) filled = Maybe(700, {std::move(filled)});
      steps.push_back(std::move(filled));
    }
    return AnyOrder(std::move(steps));
  }

  Script FindInErp(Field by) {
    return Either(
        {600, 250, 150},
        {All({Edit(S::kErpSearch, "[Number]", by), Press(S::kErpSearch, "[Search]"),
              Pick(S::kErpSearch, "{party} {city}")}),
         All({Edit(S::kErpSearch, "[Name]", F::kParty), Press(S::kErpSearch, "[Search]"),
              Pick(S::kErpSearch, "{party} {city}")}),
         All({Look(S::kErpList), Press(S::kErpList, "[Filter]"), Edit(S::kErpList, "[Number]", by),
              Pick(S::kErpList, "{order_no} {party}")})});
  }

  Script FindInCrm() {
    return Either(
        {650, 350},
        {All({Edit(S::kCrmSearch, "[Search]", F::kParty), Press(S::kCrmSearch, "[Search]"),
              Pick(S::kCrmSearch, "{party}")}),
         All({Paste(S::kCrmSearch, "[Search]", F::kEmail), Pick(S::kCrmSearch, "{party}")})});
  }

  Script OpenMail() {
    return All({Pick(S::kMailInbox, "{contact}: {topic}"), Look(S::kMailMessage)});
  }

  Script AnswerMail(uint32_t permille) {
    return Maybe(permille,
                 {Press(S::kMailMessage, "[Reply]"), Edit(S::kMailCompose, "[Text]", F::kTopic),
                  Press(S::kMailCompose, "[Send]")});
  }

  void InvoiceEntry(Office& office);
  void CustomerCopy(Office& office);
  void OrderAdjustment(Office& office);
  void MonthEnd(Office& office);
  void ExpenseApproval(Office& office);
  void Onboarding(Office& office);
  void TicketTriage(Office& office);
  void Reformatting(Office& office);

 private:
  Random& layout_;
};

void RoutineWriter::InvoiceEntry(Office& office) {
  office.AddRoutine(
      "invoice_entry",
      All({Either({700, 300}, {All({OpenMail(), Press(S::kMailMessage, "[Attachment]")}),
                               Pick(S::kFolder, "{invoice_no}.pdf")}),
           Look(S::kDocumentViewer), Maybe(300, {FindInErp(F::kCustomerNo), Look(S::kErpParty)}),
           Maybe(850, {Press(S::kErpList, "[New]")}),
           Fill(S::kErpInvoice, S::kDocumentViewer,
                {{"[Supplier]", F::kParty},
                 {"[Number]", F::kInvoiceNo},
                 {"[Date]", F::kDate},
                 {"[Amount]", F::kAmount},
                 {"[Tax]", F::kOtherAmount},
                 {"[Bank account]", F::kIban},
                 {"[Cost centre]", F::kArticle},
                 {"[Reference]", F::kOrderNo}},
                450),
           Times(0, 2,
                 {Press(S::kErpInvoice, "[Add line]"), NextRow(),
                  Edit(S::kErpInvoice, "[Article]", F::kArticle),
                  Edit(S::kErpInvoice, "[Price]", F::kAmount)}),
           Maybe(250, {Press(S::kErpInvoice, "[Preview]")}),
           Either({800, 200},
                  {Press(S::kErpInvoice, "[Save]"),
                   All({Press(S::kErpInvoice, "[Post]"), Press(S::kErpDialog, "[OK]")})}),
           Maybe(600, {Press(S::kMailMessage, "[Archive]")})}));
}

void RoutineWriter::CustomerCopy(Office& office) {
  office.AddRoutine(
      "customer_copy",
      All({Maybe(200, {OpenMail()}), FindInCrm(), Look(S::kCrmAccount),
           Either({650, 350},
                  {Press(S::kPortalList, "[New]"),
                   All({Edit(S::kPortalList, "[Search]", F::kCustomerNo),
                        Pick(S::kPortalList, "{party}"), Press(S::kPortalForm, "[Edit]")})}),
           Fill(S::kPortalForm, S::kCrmAccount,
                {{"[Name]", F::kParty},
                 {"[Contact]", F::kContact},
                 {"[E-mail]", F::kEmail},
                 {"[Phone]", F::kPhone},
                 {"[Address]", F::kStreet},
                 {"[Postcode]", F::kCity},
                 {"[Tax number]", F::kNationalId},
                 {"[Bank account]", F::kIban},
                 {"[Country]", F::kCity}},
                750),
           Maybe(300, {Toggle(S::kPortalForm, "[Checked]")}), Press(S::kPortalForm, "[Save]"),
           Maybe(450, {Press(S::kCrmAccount, "[Edit]"), Edit(S::kCrmEdit, "[Note]", F::kTopic),
                       Press(S::kCrmEdit, "[Save]")})}));
}

void RoutineWriter::OrderAdjustment(Office& office) {
  office.AddRoutine(
      "order_adjustment",
      All({Either({600, 250, 150},
                  {OpenMail(),
                   All({Pick(S::kDeskQueue, "#{ticket_no} {topic}"), Look(S::kDeskTicket)}),
                   Look(S::kChat)}),
           FindInErp(F::kOrderNo), Look(S::kErpOrder), Press(S::kErpOrder, "[Change]"),
           Times(1, 3,
                 {NextRow(), Pick(S::kErpOrder, "[Position] {row}"),
                  Either({500, 300, 200}, {Edit(S::kErpOrder, "[Quantity]", F::kQuantity),
                                           Edit(S::kErpOrder, "[Delivery date]", F::kDate),
                                           Edit(S::kErpOrder, "[Discount]", F::kOtherAmount)})}),
           Maybe(350, {Edit(S::kErpOrder, "[Reason]", F::kTopic)}), Press(S::kErpOrder, "[Save]"),
           Maybe(300, {Press(S::kErpDialog, "[Confirm]")}),
           Maybe(400, {Bare(StepKind::kPrint, S::kErpOrder)}), AnswerMail(650)}));
}

void RoutineWriter::MonthEnd(Office& office) {
  const bool copies = layout_.Chance(0.7);
  Script transfer = copies ? All({Copy(S::kErpLedger, "[Amount]", F::kAmount),
                                  Paste(S::kSheetBook, "C{row}", F::kAmount)})
                           : Edit(S::kSheetBook, "C{row}", F::kAmount);
  office.AddRoutine(
      "month_end",
      All({Either({700, 300}, {Bare(StepKind::kOpenFile, S::kSheetBook), Look(S::kSheetBook)}),
           Edit(S::kErpLedger, "[Month]", F::kMonth), Press(S::kErpLedger, "[Show]"),
           Times(3, 8,
                 {NextRow(), Pick(S::kErpLedger, "[Account] {row}"), std::move(transfer),
                  Either({800, 200}, {Pick(S::kSheetBook, "D{row}"),
                                      All({Press(S::kErpLedger, "[Details]"), Look(S::kErpInvoice),
                                           Edit(S::kSheetBook, "E{row}", F::kTopic)})})}),
           Pick(S::kSheetBook, "F2"),
           Maybe(300, {Look(S::kSheetOther), Copy(S::kSheetOther, "B{other_row}", F::kOtherAmount),
                       Paste(S::kSheetBook, "F3", F::kOtherAmount)}),
           Bare(StepKind::kSaveFile, S::kSheetBook),
           Maybe(350, {Press(S::kErpLedger, "[Post]"), Press(S::kErpDialog, "[OK]")})}));
}

void RoutineWriter::ExpenseApproval(Office& office) {
  office.AddRoutine(
      "expense_approval",
      All({Either({600, 400}, {OpenMail(), Look(S::kExpenseList)}),
           Pick(S::kExpenseList, "{colleague} {order_no}"), Look(S::kExpenseReport),
           Times(1, 4,
                 {NextRow(), Pick(S::kExpenseReport, "[Receipt] {row}"),
                  Maybe(700, {Look(S::kDocumentViewer)}),
                  Either({850, 150}, {Toggle(S::kExpenseReport, "[Checked]"),
                                      Edit(S::kExpenseReport, "[Comment]", F::kTopic)})}),
           Maybe(300, {Edit(S::kPeopleList, "[Search]", F::kColleague), Look(S::kPeopleRecord),
                       Copy(S::kPeopleRecord, "[Cost centre]", F::kArticle),
                       Paste(S::kExpenseReport, "[Cost centre]", F::kArticle)}),
           Either({800, 200}, {Press(S::kExpenseReport, "[Approve]"),
                               All({Edit(S::kExpenseReport, "[Reason]", F::kTopic),
                                    Press(S::kExpenseReport, "[Reject]")})}),
           Maybe(550, {Press(S::kExpenseReport, "[Confirm]")}),
           Maybe(250, {Look(S::kErpList), Press(S::kErpList, "[Refresh]")})}));
}

void RoutineWriter::Onboarding(Office& office) {
  office.AddRoutine(
      "onboarding",
      All({Either({650, 350}, {OpenMail(), All({Pick(S::kDeskQueue, "#{ticket_no} {topic}"),
                                                Look(S::kDeskTicket)})}),
           Press(S::kPeopleList, "[New]"),
           Fill(S::kPeopleForm, S::kMailMessage,
                {{"[Name]", F::kContact},
                 {"[Date]", F::kBirthDate},
                 {"[Start date]", F::kDate},
                 {"[Department]", F::kTopic},
                 {"[E-mail]", F::kEmail},
                 {"[Phone]", F::kPhone},
                 {"[Tax number]", F::kNationalId},
                 {"[Bank account]", F::kIban},
                 {"[Address]", F::kStreet}},
                400),
           Press(S::kPeopleForm, "[Save]"),
           AnyOrder(
               {All({Press(S::kDeskQueue, "[New]"), Edit(S::kDeskTicket, "[Subject]", F::kTopic),
                     Edit(S::kDeskTicket, "[Category]", F::kTopic),
                     Press(S::kDeskTicket, "[Submit]")}),
                All({Pick(S::kSheetBook, "A{row}"), Edit(S::kSheetBook, "B{row}", F::kContact),
                     Edit(S::kSheetBook, "C{row}", F::kDate)}),
                Maybe(600,
                      {Press(S::kCalendar, "[New]"), Edit(S::kCalendar, "[Subject]", F::kTopic),
                       Press(S::kCalendar, "[Save]")})}),
           AnswerMail(600)}));
}

void RoutineWriter::TicketTriage(Office& office) {
  office.AddRoutine(
      "ticket_triage",
      All({Pick(S::kDeskQueue, "#{ticket_no} {topic}"), Look(S::kDeskTicket),
           Maybe(500, {Copy(S::kDeskTicket, "[E-mail]", F::kEmail),
                       Paste(S::kCrmSearch, "[Search]", F::kEmail), Pick(S::kCrmSearch, "{party}"),
                       Look(S::kCrmAccount)}),
           Maybe(250, {FindInErp(F::kOrderNo), Look(S::kErpOrder)}),
           AnyOrder({Edit(S::kDeskTicket, "[Category]", F::kTopic),
                     Edit(S::kDeskTicket, "[Priority]", F::kQuantity),
                     Edit(S::kDeskTicket, "[Assigned to]", F::kColleague)}),
           Maybe(400, {Edit(S::kDeskTicket, "[Comment]", F::kTopic)}),
           Either({750, 250},
                  {Press(S::kDeskTicket, "[Save]"), All({Edit(S::kDeskTicket, "[Text]", F::kTopic),
                                                         Press(S::kDeskTicket, "[Send]")})}),
           Maybe(200, {Edit(S::kChat, "[Message]", F::kTicketNo), Press(S::kChat, "[Send]")})}));
}

void RoutineWriter::Reformatting(Office& office) {
  office.AddRoutine(
      "report_reformatting",
      All({Either({600, 400},
                  {All({Press(S::kErpList, "[Export]"), Bare(StepKind::kSaveFile, S::kErpDialog)}),
                   All({OpenMail(), Press(S::kMailMessage, "[Attachment]")})}),
           Bare(StepKind::kOpenFile, S::kSheetOther), Pick(S::kSheetOther, "[Filter]"),
           Maybe(600, {Pick(S::kSheetOther, "[Sort]")}),
           Maybe(500, {Pick(S::kSheetOther, "[Delete]")}),
           Times(2, 5,
                 {NextRow(), Copy(S::kSheetOther, "B{other_row}", F::kOtherAmount),
                  Paste(S::kSheetBook, "D{row}", F::kOtherAmount)}),
           AnyOrder({Maybe(700, {Press(S::kSheetBook, "[Format]")}),
                     Edit(S::kSheetBook, "A1", F::kTopic)}),
           Either({700, 300}, {Bare(StepKind::kSaveFile, S::kSheetBook),
                               All({Press(S::kSheetBook, "[Save as]"),
                                    Edit(S::kSheetDialog, "[File name]", F::kFile),
                                    Press(S::kSheetDialog, "[OK]")})}),
           Either({600, 400}, {All({Press(S::kMailInbox, "[New]"),
                                    Edit(S::kMailCompose, "[To]", F::kColleagueEmail),
                                    Edit(S::kMailCompose, "[Subject]", F::kTopic),
                                    Press(S::kMailCompose, "[Send]")}),
                               Bare(StepKind::kCloseWindow, S::kSheetOther)})}));
}

}  // namespace

void AddRoutines(Office& office, Random& layout) {
  RoutineWriter writer(office, layout);
  writer.InvoiceEntry(office);
  writer.CustomerCopy(office);
  writer.OrderAdjustment(office);
  writer.MonthEnd(office);
  writer.ExpenseApproval(office);
  writer.Onboarding(office);
  writer.TicketTriage(office);
  writer.Reformatting(office);
}

}  // namespace adit::simulate
