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

TEST(SurfaceDictionary, GivesBackTheRecord) {
  SurfaceDictionary dictionary;
  const EventRecord record = Record("Invoice", "Amount");
  const auto event = dictionary.Encode(record);
  ASSERT_TRUE(event.ok());
  const auto decoded = dictionary.Decode(*event);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, record);
}

TEST(SurfaceDictionary, EqualSurfacesShareTheirNumber) {
  SurfaceDictionary dictionary;
  const auto a = dictionary.Encode(Record("Invoice", "Amount"));
  const auto b = dictionary.Encode(Record("Invoice", "Date"));
  const auto c = dictionary.Encode(Record("Order", "Amount"));
  ASSERT_TRUE(a.ok() && b.ok() && c.ok());
  EXPECT_EQ(a->window, b->window);
  EXPECT_NE(a->window, c->window);
  EXPECT_EQ(a->element, c->element);
  EXPECT_NE(a->element, b->element);
}

TEST(SurfaceDictionary, ANumberNeverGivenOutIsDataLoss) {
  SurfaceDictionary dictionary;
  BlockEvent event;
  event.window = 5;
  EXPECT_EQ(dictionary.Decode(event).status().code(), StatusCode::kDataLoss);
}

TEST(SurfaceDictionary, AnEmptyRecordIsNumberZero) {
  SurfaceDictionary dictionary;
  const auto event = dictionary.Encode(EventRecord{});
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->window, 0u);
  EXPECT_EQ(event->element, 0u);
  EXPECT_EQ(event->detail, 0u);
}

}  // namespace
}  // namespace adit
