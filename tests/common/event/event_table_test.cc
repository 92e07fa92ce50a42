#include "common/event/event_table.h"

#include <gtest/gtest.h>

#include "tests/common/wire/envelope_samples.h"

namespace adit {
namespace {

TEST(EventTable, GivesBackTheRecordsItWasMadeOf) {
  const std::vector<EventRecord> records = wire::SampleEvents(1, 200);
  const EventTable table = EventTable::Of(records);
  EXPECT_EQ(table.Records(), records);
  EXPECT_EQ(table.Record(17), records[17]);
}

TEST(EventTable, KeepsEachTextOnce) {
  std::vector<EventRecord> records = wire::SampleEvents(1, 50);
  const size_t strings = EventTable::Of(records).strings.size();
  const std::vector<EventRecord> again = records;
  records.insert(records.end(), again.begin(), again.end());
  EXPECT_EQ(EventTable::Of(records).strings.size(), strings);
}

TEST(EventTable, OfNothingIsEmpty) {
  EXPECT_TRUE(EventTable::Of({}).empty());
  EXPECT_TRUE(EventTable().Records().empty());
}

}  // namespace
}  // namespace adit
