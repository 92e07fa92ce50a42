#include "agent/linux/desktop_state.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace adit {
namespace {

TEST(DesktopState, EventsCarryTheWindowInFront) {
  DesktopState desktop(SystemClock(), MonitorClass::kDual);
  desktop.SetActive({7, "Mousepad", "mousepad", "notes", "frame", false});
  const UiEvent event = desktop.NewEvent(ActionType::kClick);
  EXPECT_EQ(event.app_name.UnmaskedForScrub(), "Mousepad");
  EXPECT_EQ(event.window_title.UnmaskedForScrub(), "notes");
  EXPECT_EQ(event.fields.monitor, MonitorClass::kDual);
  EXPECT_GT(event.fields.wall_us, 0);
  EXPECT_FALSE(event.secret);
}

TEST(DesktopState, AnEventInAPrivateWindowKeepsNothingButExistence) {
  DesktopState desktop(SystemClock(), MonitorClass::kSingle);
  desktop.SetActive({7, "Chromium", "chromium", "My secret page", "frame", true});
  UiEvent event = desktop.NewEvent(ActionType::kValueCommit);
  event.element_name = RawText("label");
  event.fields.value_class = ValueClass::kWords;
  event.fields.value_length_bucket = 5;
  event.content = RawText("copied");
  DesktopState::MakeSecret(event);
  EXPECT_TRUE(event.secret);
  EXPECT_TRUE(event.window_title.empty());
  EXPECT_TRUE(event.element_name.empty());
  EXPECT_TRUE(event.content.empty());
  EXPECT_EQ(event.fields.value_class, ValueClass::kNone);
  EXPECT_EQ(event.fields.value_length_bucket, 0);
  EXPECT_EQ(event.app_name.UnmaskedForScrub(), "Chromium");
}

// A window that closes while a private one is in front was once told as secret with its title.
TEST(DesktopState, DescribingAnotherWindowTakesItsSecrecyToo) {
  DesktopState desktop(SystemClock(), MonitorClass::kSingle);
  desktop.SetActive({7, "Chromium", "chromium", "private", "frame", true});
  UiEvent event = desktop.NewEvent(ActionType::kWindowClose);
  DesktopState::Describe(event, {8, "Mousepad", "mousepad", "notes", "frame", false});
  EXPECT_FALSE(event.secret);
  EXPECT_EQ(event.window_title.UnmaskedForScrub(), "notes");
}

TEST(DesktopState, RememberedWindowsAreBounded) {
  DesktopState desktop(SystemClock(), MonitorClass::kSingle);
  for (uint32_t pid = 1; pid < 1000; ++pid) desktop.SetActive({pid, "a", "a", "a", "frame", false});
  size_t known = 0;
  for (uint32_t pid = 1; pid < 1000; ++pid) known += desktop.LastWindowOf(pid) != nullptr ? 1 : 0;
  EXPECT_EQ(known, kMaxRememberedWindows);
}

TEST(ExecutableOf, IsABaseNameAndEmptyForNobody) {
  EXPECT_EQ(ExecutableOf(static_cast<uint32_t>(getpid())), "agent_linux_test");
  EXPECT_EQ(ExecutableOf(0), "");
  EXPECT_EQ(ExecutableOf(4'000'000'000U), "");
}

}  // namespace
}  // namespace adit
