// Coalescer: makes events of work out of the storm of notifications a desktop sends.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/capture/value_shape.h"
#include "common/event/ui_event.h"

namespace adit {

struct CoalescerLimits {
  // An equal event within this time of the one before is the same happening.
  int64_t duplicate_us = 80'000;
  // A scroll episode ends after this long without a tick.
  int64_t scroll_calm_us = 800'000;
  // Title changes of one window: the last one counts, after this calm, and at the latest after the
  // max.
  int64_t title_calm_us = 400'000;
  int64_t title_max_us = 2'000'000;
  // A value is taken as committed when its field was left untouched for this long.
  int64_t value_calm_us = 30'000'000;
};

// What it does:
//  - focus + text changes + leaving the field = one kValueCommit whose duration is the editing time
//    and whose count is 1; without a change there is none;
//  - scroll ticks become one kScroll an episode (count = ticks, duration);
//  - a title that changes many times becomes one kWindowTitleChange (count);
//  - an event equal to the one before within duplicate_us is dropped and counted.
// Output is in order of time of completion; `wall_us` and `monotonic_us` of an episode are its
// start. Threads: one, the source's. Emits during the calls below only.
class Coalescer {
 public:
  using Emit = std::function<void(UiEvent)>;
  explicit Coalescer(Emit emit, CoalescerLimits limits = {});

  // Any event that is neither a text change nor a scroll tick. Closes episodes it ends: another
  // focus, window or application commits the value being edited; any event but scroll ends a scroll
  // episode.
  void Handle(UiEvent event);
  // The value of `element` (an event that describes it, as for kElementFocus) changed to `shape`.
  // A secret element commits without shape.
  void TextChanged(UiEvent element, ValueShape shape);
  // One tick of a wheel or scroll bar inside the element or window described.
  void ScrollTick(UiEvent where);
  // Ends what has been calm for long enough; call about every 200 ms.
  void Tick(int64_t monotonic_us);
  // Ends everything: before a pause, a lock, the end.
  void Flush();

  [[nodiscard]] uint64_t suppressed() const { return suppressed_; }

 private:
  struct Episode {
    UiEvent event;
    int64_t last_us = 0;  // monotonic
  };
  [[nodiscard]] static bool SameElement(const UiEvent& a, const UiEvent& b);
  [[nodiscard]] bool IsDuplicate(const UiEvent& event) const;
  void Pass(UiEvent event);
  void EndValue();
  void EndScroll();
  void EndTitle();

  const Emit emit_;
  const CoalescerLimits limits_;
  std::optional<Episode> value_;
  std::optional<Episode> scroll_;
  std::optional<Episode> title_;
  std::optional<UiEvent> last_;
  uint64_t suppressed_ = 0;
};

}  // namespace adit
