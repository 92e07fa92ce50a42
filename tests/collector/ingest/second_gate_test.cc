#include "collector/ingest/second_gate.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(SecondGate, SeesPersonalDataThatSlippedThrough) {
  const SecondGate gate = CreateSecondGate();
  EventRecord record;
  record.window_title = "Message to nobody@example.org";
  EXPECT_EQ(gate(record), 1u);
}

TEST(SecondGate, IsQuietAboutOrdinaryScreens) {
  const SecondGate gate = CreateSecondGate();
  EventRecord record;
  record.window_title = "Invoice entry";
  record.element_name = "Amount";
  record.document = "https://erp.example/invoices/{id}";
  record.detail = "Ctrl+C";
  EXPECT_EQ(gate(record), 0u);
}

}  // namespace
}  // namespace adit
