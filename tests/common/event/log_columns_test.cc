#include "common/event/log_columns.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(LogColumns, AnAddressNamesTheWindowBetterThanItsTitle) {
  EventRecord record;
  record.fields.action = ActionType::kClick;
  record.app_name = "Chromium";
  record.window_title = "Orders - Chromium";
  record.document = "https://erp.example/orders";
  record.element_name = "Save";
  const LogColumns columns = ToLogColumns(record);
  EXPECT_EQ(columns.app, "Chromium");
  EXPECT_EQ(columns.window, "https://erp.example/orders");
  EXPECT_EQ(columns.element, "Save");
  EXPECT_EQ(columns.action, "click");
  EXPECT_EQ(columns.value, "");
}

TEST(LogColumns, AFilePathDoesNotReplaceTheTitle) {
  EventRecord record;
  record.app_executable = "soffice.bin";
  record.window_title = "Budget - Calc";
  record.document = "/home/x/Budget.ods";
  EXPECT_EQ(ToLogColumns(record).window, "Budget - Calc");
  EXPECT_EQ(ToLogColumns(record).app, "soffice.bin");
}

TEST(LogColumns, ACommandIsNamedByItsChordAndACopyByItsFingerprint) {
  EventRecord record;
  record.fields.action = ActionType::kCommand;
  record.detail = "Ctrl+S";
  record.element_name = "Customer";
  EXPECT_EQ(ToLogColumns(record).element, "Ctrl+S");
  record.fields.action = ActionType::kCopy;
  record.content_fingerprint = 0xabc;
  EXPECT_EQ(ToLogColumns(record).element, "Customer");
  EXPECT_EQ(ToLogColumns(record).value, "0000000000000abc");
}

}  // namespace
}  // namespace adit
