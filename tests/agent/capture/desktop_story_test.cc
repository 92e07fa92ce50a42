#include "agent/capture/desktop_story.h"

#include <gtest/gtest.h>

#include <vector>

namespace adit {
namespace {

constexpr char kCanary[] = "CANARY-7731";

// A story told second by second.
class Told {
 public:
  Told() : story([this](UiEvent event) { events.push_back(std::move(event)); }) {}
  Moment Next() {
    now_us_ += 1'000'000;
    return {now_us_ + 1'700'000'000'000'000, now_us_};
  }
  Moment SoonAfter() {
    now_us_ += 50'000;
    return {now_us_ + 1'700'000'000'000'000, now_us_};
  }
  std::vector<ActionType> Actions() {
    story.Flush();
    std::vector<ActionType> actions;
    for (const UiEvent& event : events) actions.push_back(event.fields.action);
    return actions;
  }
  // No text of any event holds the canary.
  bool Leaks() const {
    for (const UiEvent& event : events) {
      for (const RawText* text :
           {&event.window_title, &event.document, &event.element_name, &event.element_id,
            &event.element_path, &event.detail, &event.content}) {
        if (text->UnmaskedForScrub().find(kCanary) != std::string::npos) return true;
      }
    }
    return false;
  }

  std::vector<UiEvent> events;
  DesktopStory story;

 private:
  int64_t now_us_ = 0;
};

const WindowSnapshot kForm{10, "Order 4711", "form.exe"};
const WindowSnapshot kNotepad{20, "notes - Notepad", "notepad.exe"};

ElementSnapshot Field(const std::string& id, const char* value = nullptr) {
  ElementSnapshot field{ControlRole::kText, "Customer", "Edit:" + id, "FormClass/Edit"};
  field.has_shape = true;
  if (value != nullptr) field.shape = ShapeOfValue(value);
  return field;
}

TEST(DesktopStory, FocusEditAndLeavingAreOneCommitWithoutCharacters) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  const ElementSnapshot empty = Field("1");
  told.story.Focus(told.Next(), &empty);
  told.story.Value(told.Next(), Field("1", "47"));
  told.story.Value(told.Next(), Field("1", "4711"));
  const ElementSnapshot other = Field("2");
  told.story.Focus(told.Next(), &other);
  EXPECT_EQ(told.Actions(), (std::vector{ActionType::kApplicationFocus, ActionType::kElementFocus,
                                         ActionType::kValueCommit, ActionType::kElementFocus}));
  EXPECT_EQ(told.events[2].fields.value_class, ValueClass::kDigits);
  EXPECT_EQ(told.events[2].fields.value_length_bucket, SizeBucket(4));
  EXPECT_EQ(told.events[2].fields.duration_us, 1'000'000);
  EXPECT_EQ(told.events[2].element_role.UnmaskedForScrub(), "text");
}

TEST(DesktopStory, AFieldThatWasOnlyVisitedCommitsNothing) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  const ElementSnapshot field = Field("1", "unchanged");
  told.story.Focus(told.Next(), &field);
  told.story.Value(told.Next(), field);
  EXPECT_EQ(told.Actions(),
            (std::vector{ActionType::kApplicationFocus, ActionType::kElementFocus}));
}

TEST(DesktopStory, APasswordFieldGivesExistenceOnly) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  ElementSnapshot password = Field("3");
  password.is_protected = true;
  password.name = kCanary;
  told.story.Focus(told.Next(), &password);
  password.shape = ShapeOfValue(kCanary);
  told.story.Value(told.Next(), password);
  told.story.Flush();
  ASSERT_EQ(told.events.size(), 3U);
  EXPECT_TRUE(told.events[1].secret);
  EXPECT_TRUE(told.events[2].secret);
  EXPECT_EQ(told.events[2].fields.value_class, ValueClass::kNone);
  EXPECT_EQ(told.events[2].fields.value_length_bucket, 0);
  EXPECT_FALSE(told.Leaks());
}

TEST(DesktopStory, APrivateWindowGivesNoText) {
  WindowSnapshot window{1, kCanary, "program.exe"};
  window.document = kCanary;
  window.is_private = true;
  Told told;
  told.story.Foreground(told.Next(), window);
  ElementSnapshot field = Field("1");
  field.name = kCanary;
  told.story.Focus(told.Next(), &field);
  told.story.Value(told.Next(), Field("1", kCanary));
  told.story.Mouse(told.Next(), MouseAction::kPrimary, window, &field);
  told.story.Invoked(told.Next(), field);
  told.story.Toggled(told.Next(), field);
  told.story.Copied(told.Next(), {ContentKind::kText, 11, kCanary, false});
  told.story.Flush();
  EXPECT_GE(told.events.size(), 3U);
  for (const UiEvent& event : told.events) EXPECT_TRUE(event.secret);
  EXPECT_FALSE(told.Leaks());
}

TEST(DesktopStory, ClicksAreToldByWhatTheyHit) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  const auto click = [&](ControlRole role) {
    const ElementSnapshot hit{role, "Label", "Button:1", "FormClass"};
    told.story.Mouse(told.Next(), MouseAction::kPrimary, kForm, &hit);
    // The focus that the click causes is the same gesture.
    told.story.Focus(told.SoonAfter(), &hit);
  };
  for (const ControlRole role :
       {ControlRole::kButton, ControlRole::kCheckBox, ControlRole::kListItem, ControlRole::kText})
    click(role);
  EXPECT_EQ(told.Actions(),
            (std::vector{ActionType::kApplicationFocus, ActionType::kInvoke, ActionType::kToggle,
                         ActionType::kSelection, ActionType::kElementFocus}));
  EXPECT_TRUE(told.events[3].element_name.empty()) << "the text of a list entry is content";
}

TEST(DesktopStory, AMenuEntryIsInvokedOnceAndACancelledMenuNever) {
  Told told;
  told.story.Foreground(told.Next(), kNotepad);
  const ElementSnapshot entry{ControlRole::kMenuItem, "Save", "", "Notepad"};
  told.story.MenuHighlighted(entry);
  told.story.MenuClosed(told.Next(), false);
  told.story.MenuHighlighted(entry);
  told.story.Mouse(told.Next(), MouseAction::kPrimary, kNotepad, &entry);
  told.story.MenuClosed(told.SoonAfter(), true);
  told.story.MenuClosed(told.SoonAfter(), true);
  EXPECT_EQ(told.Actions(), (std::vector{ActionType::kApplicationFocus, ActionType::kInvoke}));
}

TEST(DesktopStory, CopyTellsKindAndSizeAndAPasswordManagersCopyNothing) {
  Told told;
  told.story.Foreground(told.Next(), kNotepad);
  told.story.Copied(told.Next(), {ContentKind::kText, 1000, "text", false});
  told.story.Copied(told.Next(), {ContentKind::kText, 11, kCanary, true});
  told.story.Flush();
  ASSERT_EQ(told.events.size(), 3U);
  EXPECT_EQ(told.events[1].fields.content_kind, ContentKind::kText);
  EXPECT_EQ(told.events[1].fields.content_size_bucket, SizeBucket(1000));
  EXPECT_EQ(told.events[2].fields.content_kind, ContentKind::kNone);
  EXPECT_FALSE(told.Leaks());
}

TEST(DesktopStory, NothingIsToldBetweenLockAndUnlock) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  told.story.Locked(told.Next(), true, 0);
  told.story.Foreground(told.Next(), kNotepad);
  const ElementSnapshot field = Field("1");
  told.story.Focus(told.Next(), &field);
  told.story.Mouse(told.Next(), MouseAction::kPrimary, kNotepad, &field);
  told.story.Copied(told.Next(), {ContentKind::kText, 5, "text", false});
  told.story.Locked(told.Next(), false, 4'000'000);
  EXPECT_EQ(told.Actions(),
            (std::vector{ActionType::kApplicationFocus, ActionType::kLock, ActionType::kUnlock}));
  EXPECT_GT(told.events[2].fields.session, told.events[0].fields.session);
}

TEST(DesktopStory, AStormOfTitlesIsOneChange) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  const Moment begin = told.Next();
  for (int i = 0; i < 1000; ++i) {
    WindowSnapshot window = kForm;
    window.title = "Progress " + std::to_string(i);
    told.story.Retitled({begin.wall_us + i, begin.monotonic_us + i}, window);
  }
  EXPECT_EQ(told.Actions(),
            (std::vector{ActionType::kApplicationFocus, ActionType::kWindowTitleChange}));
  EXPECT_EQ(told.events[1].fields.count, 1000U);
}

TEST(DesktopStory, ATitleThatChangedUnannouncedIsToldWithTheNextFocus) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  WindowSnapshot saved = kForm;
  saved.title = "Order saved";
  told.story.Foreground(told.Next(), saved);
  told.story.Foreground(told.Next(), saved);
  EXPECT_EQ(told.Actions(),
            (std::vector{ActionType::kApplicationFocus, ActionType::kWindowTitleChange}));
  EXPECT_EQ(told.events[1].window_title.UnmaskedForScrub(), "Order saved");
}

TEST(DesktopStory, AWindowWhoseNewTitleTellsThatItIsPrivateGivesNoText) {
  Told told;
  told.story.Foreground(told.Next(), kForm);
  WindowSnapshot window = kForm;
  window.title = kCanary;
  window.is_private = true;
  told.story.Retitled(told.Next(), window);
  ElementSnapshot field = Field("1");
  field.name = kCanary;
  told.story.Focus(told.Next(), &field);
  EXPECT_EQ(told.Actions().size(), 3U);
  EXPECT_TRUE(told.events[1].secret);
  EXPECT_TRUE(told.events[2].secret);
  EXPECT_FALSE(told.Leaks());
}

TEST(DesktopStory, LowerLevelsLeaveOutWhatTheySay) {
  Told told;
  told.story.SetLevel(CaptureLevel::kWindowOnly);
  told.story.Foreground(told.Next(), kForm);
  const ElementSnapshot field = Field("1");
  told.story.Focus(told.Next(), &field);
  told.story.Value(told.Next(), Field("1", "new"));
  told.story.Copied(told.Next(), {ContentKind::kText, 5, "text", false});
  EXPECT_EQ(told.Actions(), (std::vector{ActionType::kApplicationFocus}));
}

TEST(DesktopStory, AGapSaysWhyAndHowLong) {
  Told told;
  told.story.Gap(told.Next(), "app_unresponsive", 5'000'000, 3);
  ASSERT_EQ(told.Actions(), (std::vector{ActionType::kCaptureGap}));
  EXPECT_EQ(told.events[0].detail.UnmaskedForScrub(), "app_unresponsive");
  EXPECT_EQ(told.events[0].fields.duration_us, 5'000'000);
  EXPECT_EQ(told.events[0].fields.count, 3U);
}

}  // namespace
}  // namespace adit
