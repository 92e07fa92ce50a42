#include "privacy/mask/masked_event.h"

#include <type_traits>

#include <gtest/gtest.h>

#include "common/event/ui_event.h"

namespace adit {
namespace {

// The privacy promise is a type: nothing but the scrub step makes a MaskedEvent.
static_assert(!std::is_default_constructible_v<MaskedEvent>);
static_assert(!std::is_constructible_v<MaskedEvent, UiEvent>);
static_assert(!std::is_constructible_v<MaskedEvent, EventRecord>);
static_assert(!std::is_convertible_v<UiEvent, MaskedEvent>);
static_assert(!std::is_convertible_v<EventRecord, MaskedEvent>);
static_assert(!std::is_assignable_v<MaskedEvent, UiEvent>);
static_assert(!std::is_assignable_v<MaskedEvent, EventRecord>);
static_assert(!std::is_constructible_v<EventRecord, UiEvent>);
static_assert(!std::is_aggregate_v<MaskedEvent>);
static_assert(!std::is_convertible_v<RawText, std::string>);
// A masked event's texts cannot be changed afterwards.
static_assert(std::is_same_v<decltype(std::declval<MaskedEvent&>().record()), const EventRecord&>);
// It can be copied and moved: a copy of something masked is masked.
static_assert(std::is_copy_constructible_v<MaskedEvent>);
static_assert(std::is_nothrow_move_constructible_v<MaskedEvent>);

TEST(MaskedEvent, CannotBeMadeOutsideTheScrubStep) {
  EXPECT_FALSE((std::is_constructible_v<MaskedEvent, UiEvent>));
  EXPECT_FALSE((std::is_constructible_v<MaskedEvent, EventRecord>));
}

}  // namespace
}  // namespace adit
