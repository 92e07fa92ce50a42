#include "common/event/ui_event.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "common/event/event_record.h"

namespace adit {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
template <typename T>
concept Comparable = requires(const T& value) { value == value; };

// Raw text cannot slip into anything that takes text.
static_assert(!std::is_convertible_v<RawText, std::string>);
static_assert(!std::is_convertible_v<RawText, std::string_view>);
static_assert(!std::is_constructible_v<std::string, RawText>);
static_assert(!std::is_convertible_v<std::string, RawText>);
static_assert(!Printable<RawText>);
static_assert(!Comparable<RawText>);
// A raw event is no record and no record is made from one.
static_assert(!std::is_convertible_v<UiEvent, EventRecord>);
static_assert(!std::is_constructible_v<EventRecord, UiEvent>);
static_assert(!std::is_assignable_v<EventRecord&, UiEvent>);
static_assert(!Printable<UiEvent>);

TEST(RawText, GivesItsCharactersOnlyToTheScrubStep) {
  EXPECT_EQ(RawText("Invoice").UnmaskedForScrub(), "Invoice");
  EXPECT_TRUE(RawText().empty());
}

}  // namespace
}  // namespace adit
