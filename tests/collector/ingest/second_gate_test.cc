#include "collector/ingest/second_gate.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

EventRecord Event(const std::string& title, const std::string& element = "Amount") {
  EventRecord record;
  record.app_name = "Vela ERP";
  record.window_title = title;
  record.element_name = element;
  return record;
}

EventTable Table(const std::vector<EventRecord>& records) { return EventTable::Of(records); }

TEST(SecondGate, WithholdsWhatSlippedThroughAndNamesTheRule) {
  SecondGate gate({.every = 1});
  EventTable events = Table({Event("Invoice entry"), Event("Message to nobody@example.org"),
                             Event("Message to nobody@example.org", "Kunde: Erika Mustermann")});
  const auto outcome = gate.Quarantine({}, events);
  EXPECT_EQ(outcome.checked, 3u);
  ASSERT_EQ(outcome.findings.size(), 2u);
  EXPECT_EQ(outcome.findings[0].rule, "email");
  EXPECT_EQ(outcome.findings[0].field, GateField::kWindowTitle);
  EXPECT_EQ(outcome.findings[0].events, 2u);
  EXPECT_EQ(outcome.findings[0].first_row, 1u);
  EXPECT_EQ(outcome.findings[1].rule, "person.label");
  EXPECT_EQ(outcome.findings[1].field, GateField::kElementName);
  EXPECT_EQ(events.Record(0).window_title, "Invoice entry");
  EXPECT_EQ(events.Record(1).window_title, "<MASKED>");
  EXPECT_EQ(events.Record(2).window_title, "<MASKED>");
  EXPECT_EQ(events.Record(1).element_name, "Amount");
  EXPECT_EQ(events.Record(2).element_name, "<MASKED>");
}

TEST(SecondGate, IsQuietAboutOrdinaryAndMaskedScreens) {
  SecondGate gate({.every = 1});
  EventRecord record = Event("<document:bcdfghjkmnpqrstvbcdf> - LibreOffice Calc");
  record.document = "https://erp.example/invoices/<ID>";
  record.detail = "Ctrl+C";
  EventTable events =
      Table({record, Event("Invoice for <PERSON>", "<EMAIL>"), Event("Invoice entry")});
  const std::vector<EventRecord> before = events.Records();
  EXPECT_TRUE(gate.Quarantine({}, events).findings.empty());
  EXPECT_EQ(events.Records(), before);
}

TEST(SecondGate, OneFindingMakesItLookAtEverythingOfThatAgent) {
  SecondGate gate({.every = 4});
  const Id16 agent{1};
  EventTable found = Table({Event("a@example.org"), Event("Invoice"), Event("b@example.org")});
  EXPECT_EQ(gate.Quarantine(agent, found).checked, 3u);
  EXPECT_EQ(found.Record(2).window_title, "<MASKED>");
  EventTable later = Table({Event("Invoice"), Event("c@example.org")});
  EXPECT_EQ(gate.Quarantine(agent, later).checked, 2u);
  EXPECT_EQ(later.Record(1).window_title, "<MASKED>");
}

TEST(SecondGate, LooksAtEveryNthEventOfOthers) {
  SecondGate gate({.every = 4});
  uint64_t checked = 0;
  for (int i = 0; i < 10; ++i) {
    EventTable events = Table({Event("Invoice"), Event("Orders")});
    checked += gate.Quarantine(Id16{2}, events).checked;
  }
  EXPECT_EQ(checked, 5u);
}

TEST(SecondGate, WhatThePolicyLetsStayIsNoFinding) {
  GateOptions options{.every = 1};
  options.detect.enabled[static_cast<size_t>(FindingType::kEmail)] = false;
  options.lenient[static_cast<size_t>(GateField::kElementName)] = true;
  options.excepted = [](FindingType type, std::string_view value) {
    return type == FindingType::kPerson && value == "Max Mustermann";
  };
  SecondGate gate({.every = 1});
  gate.Use(options);
  EventTable events = Table({Event("Mail to nobody@example.org", "Kunde: Erika Musterfrau"),
                             Event("Kunde: Max Mustermann")});
  EXPECT_TRUE(gate.Quarantine({}, events).findings.empty());
}

TEST(SecondGate, TheApplicationsOwnNameIsNobodys) {
  SecondGate gate({.every = 1});
  EventRecord record = Event("Orders - Max Mustermann");
  record.app_name = "Max Mustermann";
  EventTable events = Table({record});
  EXPECT_TRUE(gate.Quarantine({}, events).findings.empty());
}

}  // namespace
}  // namespace adit
