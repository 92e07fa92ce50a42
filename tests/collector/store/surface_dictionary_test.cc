#include "collector/store/surface_dictionary.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

EventRecord Record(const std::string& title, const std::string& element) {
  EventRecord record;
  record.fields.sequence = 7;
  record.app_name = "ERP";
  record.app_version = "9.1";
  record.app_executable = "erp";
  record.window_title = title;
  record.window_role = "frame";
  record.document = "https://erp.example/";
  record.element_role = "entry";
  record.element_name = element;
  record.element_id = "f1";
  record.element_path = "frame/form";
  record.detail = "Ctrl+C";
  record.content_fingerprint = 99;
  return record;
}

Result<BlockEvent> Encode(SurfaceDictionary& dictionary, const EventRecord& record) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<BlockEvent> events,
                        dictionary.Encode(EventTable::Of({&record, 1})));
  return events.front();
}

TEST(SurfaceDictionary, GivesBackTheRecord) {
  SurfaceDictionary dictionary;
  const EventRecord record = Record("Invoice", "Amount");
  const auto event = Encode(dictionary, record);
  ASSERT_TRUE(event.ok());
  EventRecord decoded = Record("left from before", "so");
  ASSERT_TRUE(dictionary.Decode(*event, decoded).ok());
  EXPECT_EQ(decoded, record);
}

TEST(SurfaceDictionary, EqualSurfacesShareTheirNumber) {
  SurfaceDictionary dictionary;
  const auto a = Encode(dictionary, Record("Invoice", "Amount"));
  const auto b = Encode(dictionary, Record("Invoice", "Date"));
  const auto c = Encode(dictionary, Record("Order", "Amount"));
  ASSERT_TRUE(a.ok() && b.ok() && c.ok());
  EXPECT_EQ(a->window, b->window);
  EXPECT_NE(a->window, c->window);
  EXPECT_EQ(a->element, c->element);
  EXPECT_NE(a->element, b->element);
}

TEST(SurfaceDictionary, ATableIsNumberedAsItsRecordsOneByOne) {
  std::vector<EventRecord> records;
  for (int i = 0; i < 60; ++i) {
    records.push_back(Record("Invoice " + std::to_string(i % 7), "Field " + std::to_string(i % 11)));
  }
  records.push_back(EventRecord{});
  SurfaceDictionary singly;
  std::vector<BlockEvent> expected;
  for (const EventRecord& record : records) expected.push_back(*Encode(singly, record));
  SurfaceDictionary together;
  const auto events = together.Encode(EventTable::Of(records));
  ASSERT_TRUE(events.ok());
  EXPECT_EQ(*events, expected);
  for (size_t i = 0; i < records.size(); ++i) {
    EventRecord decoded;
    ASSERT_TRUE(together.Decode((*events)[i], decoded).ok());
    EXPECT_EQ(decoded, records[i]);
  }
}

TEST(SurfaceDictionary, TextsThatNoRowUsesAreNotKept) {
  EventTable table = EventTable::Of(std::vector<EventRecord>{Record("a", "x"), Record("b", "y")});
  table.rows.resize(1);
  SurfaceDictionary dictionary;
  ASSERT_TRUE(dictionary.Encode(table).ok());
  EXPECT_EQ(dictionary.size().windows, 2u);
  EXPECT_EQ(dictionary.size().elements, 2u);
}

TEST(SurfaceDictionary, ANumberNeverGivenOutIsDataLoss) {
  SurfaceDictionary dictionary;
  BlockEvent event;
  event.window = 5;
  EventRecord record;
  EXPECT_EQ(dictionary.Decode(event, record).code(), StatusCode::kDataLoss);
}

TEST(SurfaceDictionary, AnEmptyRecordIsNumberZero) {
  SurfaceDictionary dictionary;
  const auto event = Encode(dictionary, EventRecord{});
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->window, 0u);
  EXPECT_EQ(event->element, 0u);
  EXPECT_EQ(event->detail, 0u);
}

}  // namespace
}  // namespace adit
