#include "privacy/policy/text_template.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

std::string Applied(std::string_view pattern, std::string_view text) {
  const Result<TextTemplate> made = TextTemplate::Parse(pattern);
  EXPECT_TRUE(made.ok()) << made.status().ToString();
  return made.ok() ? made->Apply(text).value_or("(none)") : "(bad)";
}

TEST(TextTemplate, SlotsNeverLeave) {
  EXPECT_EQ(Applied("Invoice {number} - ERP", "Invoice 4711 of Jane Roe - ERP"),
            "Invoice <number> - ERP");
  EXPECT_EQ(Applied("{document} - Calc", "Jane Roe - salary - Calc"), "<document> - Calc");
}

TEST(TextTemplate, ConstantTextMatchesWithoutCaseAndIsShownAsWritten) {
  EXPECT_EQ(Applied("Übersicht {x}", "ÜBERSICHT Müller"), "Übersicht <x>");
}

TEST(TextTemplate, DetectSlotKeepsItsTextForTheDetectors) {
  EXPECT_EQ(Applied("Report {name:detect} for {who}", "Report Q3 for Jane"), "Report Q3 for <who>");
}

TEST(TextTemplate, AnythingElseDoesNotFit) {
  EXPECT_EQ(Applied("Invoice {n} - ERP", "Invoice  - ERP2"), "(none)");
  EXPECT_EQ(Applied("Invoice {n} - ERP", "Invoice - ERP"), "(none)");
  EXPECT_EQ(Applied("Invoice {n}", "Invoice "), "(none)");
  EXPECT_EQ(Applied("Invoice", "Invoices"), "(none)");
  EXPECT_EQ(Applied("{a} von abc", " von abc"), "(none)");
}

TEST(TextTemplate, RefusesWhatWouldTrustTooMuch) {
  EXPECT_FALSE(TextTemplate::Parse("{a}{b} text").ok());
  EXPECT_FALSE(TextTemplate::Parse("{a}").ok());
  EXPECT_FALSE(TextTemplate::Parse("{a} - {b}").ok());
  EXPECT_FALSE(TextTemplate::Parse("text {open").ok());
  EXPECT_FALSE(TextTemplate::Parse("text } closed").ok());
  EXPECT_FALSE(TextTemplate::Parse("text {bad name}").ok());
  EXPECT_EQ(Applied("Set {{x}} {y}", "Set {x} 12"), "Set {x} <y>");
}

}  // namespace
}  // namespace adit
