#include "agent/runtime/preview_ring.h"

#include <gtest/gtest.h>

#include "common/event/ui_event.h"
#include "privacy/scrub/scrubber.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

// The type is the promise: a raw event or a record of unknown origin cannot reach the preview.
template <typename T>
concept PreviewTakes = requires(PreviewRing& ring, T value) {
  ring.Add(value);
};
static_assert(PreviewTakes<MaskedEvent>);
static_assert(!PreviewTakes<UiEvent>);
static_assert(!PreviewTakes<EventRecord>);

MaskedEvent Masked(const std::string& element) {
  const auto policy = Policy::FromJson(PolicyText(R"("applications": {"default": "allow"})"), "t");
  EXPECT_TRUE(policy.ok());
  auto scrubber = Scrubber::Create(*policy, ScrubKeys{crypto::HashKey{}}, {});
  EXPECT_TRUE(scrubber.ok());
  UiEvent event;
  event.fields.action = ActionType::kClick;
  event.fields.wall_us = 1'770'000'000'000'000;
  event.app_name = RawText("App");
  event.element_name = RawText(element);
  std::optional<MaskedEvent> masked = (*scrubber)->Scrub(std::move(event));
  EXPECT_TRUE(masked.has_value());
  return *masked;
}

TEST(PreviewRing, KeepsTheLastRecordsAndTellsWhatPassed) {
  PreviewRing ring(3);
  for (const char* name : {"a", "b", "c", "d", "e"}) ring.Add(Masked(name));
  const PreviewRing::Slice all = ring.Read(0, 10);
  ASSERT_EQ(all.records.size(), 3U);
  EXPECT_EQ(all.records[0].element_name, "c");
  EXPECT_EQ(all.next, 5U);
  const PreviewRing::Slice late = ring.Read(1, 10);
  EXPECT_EQ(late.skipped, 1U);
  EXPECT_TRUE(ring.Read(all.next, 10).records.empty());
  ring.Add(Masked("f"));
  EXPECT_EQ(ring.Read(all.next, 10).records.size(), 1U);
}

TEST(PreviewRing, ForgottenRecordsAreNotToldAsMissed) {
  PreviewRing ring(3);
  for (const char* name : {"a", "b", "c", "d"}) ring.Add(Masked(name));
  ring.Clear();
  EXPECT_EQ(ring.Read(1, 10).skipped, 0U);
  EXPECT_TRUE(ring.Read(0, 10).records.empty());
}

TEST(PreviewRing, CapacityZeroKeepsNothing) {
  PreviewRing ring(0);
  ring.Add(Masked("a"));
  EXPECT_TRUE(ring.Read(0, 10).records.empty());
  EXPECT_EQ(ring.end(), 1U);
}

TEST(PreviewRing, RecordIsOneJsonObjectInOneLine) {
  const std::string json = RecordJson(Masked("Save \"x\"\n").record());
  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_NE(json.find(R"("action":"click")"), std::string::npos);
  EXPECT_NE(json.find(R"(\"x\")"), std::string::npos);
  EXPECT_EQ(json.find("window_title"), std::string::npos);
}

}  // namespace
}  // namespace adit
