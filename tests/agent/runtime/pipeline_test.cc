#include "agent/runtime/pipeline.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

UiEvent Click(const std::string& element) {
  UiEvent event;
  event.fields.action = ActionType::kClick;
  event.fields.wall_us = 1'770'000'000'000'000;
  event.app_name = RawText("App");
  event.element_name = RawText(element);
  return event;
}

AcceptedPolicy Accepted(const std::string& more) {
  const auto policy = Policy::FromJson(PolicyText(more), "t");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  return {*policy, {}, {}};
}

// A pipeline that keeps nothing but its preview.
struct Bench {
  explicit Bench(uint64_t skip = 0, size_t queue_events = 256) {
    Pipeline::Parts parts;
    parts.queue_events = queue_events;
    parts.preview = &ring;
    parts.clock = &SystemClock();
    parts.skip = skip;
    Result<std::unique_ptr<Pipeline>> made = Pipeline::Create(
        std::move(parts), Accepted(R"("applications": {"default": "allow"})"));
    EXPECT_TRUE(made.ok());
    pipeline = std::move(*made);
  }
  [[nodiscard]] std::vector<EventRecord> Records() const { return ring.Read(0, 10'000).records; }
  PreviewRing ring{10'000};
  std::unique_ptr<Pipeline> pipeline;
};

TEST(Pipeline, OverflowBecomesAGapEventWithItsCount) {
  Bench bench;
  uint64_t refused = 0;
  for (int i = 0; i < 1000; ++i) refused += bench.pipeline->Offer(Click("Save")) ? 0 : 1;
  EXPECT_EQ(refused, 744U);
  bench.pipeline->Start();
  for (int i = 0; i < 200 && bench.ring.end() < 257; ++i) SystemClock().SleepMicros(20'000);
  bench.pipeline->Stop();
  const std::vector<EventRecord> records = bench.Records();
  ASSERT_EQ(records.size(), 257U);
  uint64_t told = 0;
  for (const EventRecord& record : records) {
    if (record.fields.action != ActionType::kCaptureGap) continue;
    EXPECT_EQ(record.detail, "overflow");
    told += record.fields.count;
  }
  EXPECT_EQ(told, refused);
  EXPECT_EQ(bench.pipeline->Report().overflowed, refused);
}

TEST(Pipeline, WaitingSourceLosesNothingAndStopDrains) {
  Bench bench;
  bench.pipeline->Start();
  for (int i = 0; i < 5000; ++i) {
    ASSERT_TRUE(bench.pipeline->OfferWaiting(Click("Save"), 10'000)) << i;
  }
  bench.pipeline->Stop();
  EXPECT_EQ(bench.Records().size(), 5000U);
  EXPECT_EQ(bench.pipeline->Report().overflowed, 0U);
  EXPECT_EQ(bench.pipeline->Report().scrub.recorded, 5000U);
}

TEST(Pipeline, HeldPipelineTakesNothingAndCountsNoLoss) {
  Bench bench;
  bench.pipeline->Start();
  bench.pipeline->Hold(true);
  EXPECT_FALSE(bench.pipeline->Offer(Click("Save")));
  EXPECT_FALSE(bench.pipeline->OfferWaiting(Click("Save"), 30));
  bench.pipeline->Hold(false);
  EXPECT_TRUE(bench.pipeline->Offer(Click("Save")));
  bench.pipeline->Stop();
  EXPECT_EQ(bench.Records().size(), 1U);
  EXPECT_EQ(bench.pipeline->Report().overflowed, 0U);
}

TEST(Pipeline, SkippedEventsOfARecordingAreNotRecordedAgain) {
  Bench bench(3);
  bench.pipeline->Start();
  for (const char* name : {"a", "b", "c", "d"}) {
    ASSERT_TRUE(bench.pipeline->OfferWaiting(Click(name), 1000));
  }
  bench.pipeline->Stop();
  ASSERT_EQ(bench.Records().size(), 1U);
  EXPECT_EQ(bench.Records()[0].element_name, "d");
}

TEST(Pipeline, NewPolicyCountsFromItsMoment) {
  Bench bench;
  bench.pipeline->Start();
  ASSERT_TRUE(bench.pipeline->OfferWaiting(Click("before"), 1000));
  for (int i = 0; i < 200 && bench.ring.end() < 1; ++i) SystemClock().SleepMicros(10'000);
  bench.pipeline->SetPolicy(Accepted(""));  // nothing is allowed
  SystemClock().SleepMicros(500'000);       // longer than the pipeline's turn
  ASSERT_TRUE(bench.pipeline->OfferWaiting(Click("after"), 1000));
  bench.pipeline->Stop();
  EXPECT_EQ(bench.Records().size(), 1U);
  EXPECT_EQ(bench.pipeline->Report().scrub.events_by_rule.at("applications.default"), 1U);
}

TEST(Pipeline, OutcomeOfARecordingComesAfterItsLastEvent) {
  Bench bench;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(bench.pipeline->OfferWaiting(Click("Save"), 1000));
  bench.pipeline->Finished(OkStatus());
  EXPECT_FALSE(bench.pipeline->TakeOutcome());
  bench.pipeline->Start();
  for (int i = 0; i < 500 && !bench.pipeline->TakeOutcome(); ++i) SystemClock().SleepMicros(10'000);
  ASSERT_TRUE(bench.pipeline->TakeOutcome());
  EXPECT_EQ(bench.ring.end(), 100U);
  bench.pipeline->Stop();
}

// A person's pseudonym as the preview shows it, in the order of the events.
TEST(Pipeline, AnEndedPeriodTakesItsKeyWithItWhileTheAgentRuns) {
  MemoryFileSystem files;
  FakeClock clock;
  PeriodKeys keys(files, "/keys");
  PreviewRing ring{100};
  Pipeline::Parts parts;
  parts.preview = &ring;
  parts.clock = &clock;
  parts.period_keys = &keys;
  auto pipeline = Pipeline::Create(
      std::move(parts), Accepted(R"("applications": {"default": "allow"}, "pseudonym_period_days": 30,
      "detectors": {"PERSON": {"style": "pseudonym"}})"));
  ASSERT_TRUE(pipeline.ok());
  const auto before = files.List("/keys");
  ASSERT_TRUE(before.ok() && before->size() == 1);
  clock.StepWall(int64_t{31} * 86'400 * kMicrosPerSecond);
  (*pipeline)->Start();
  // The same moment in the record, so that only the key differs.
  ASSERT_TRUE((*pipeline)->Offer(Click("Kunde: Max Mustermann")));
  (*pipeline)->Stop();
  const auto after = files.List("/keys");
  ASSERT_TRUE(after.ok() && after->size() == 1);
  EXPECT_NE(after->front().name, before->front().name);
  const std::vector<EventRecord> records = ring.Read(0, 10).records;
  ASSERT_EQ(records.size(), 1U);
  EXPECT_NE(records[0].element_name.find("<PERSON:"), std::string::npos) << records[0].element_name;
}

}  // namespace
}  // namespace adit
