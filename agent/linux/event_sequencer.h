// EventSequencer: keeps events in the order in which they happened while their elements are still
// being read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "common/event/ui_event.h"

namespace adit {

inline constexpr size_t kMaxOpenEvents = 512;

// Life cycle of an event: Open when it happens -> completed in place through Find -> Close (or
// Drop) -> handed out by Flush when everything before it is closed or past its deadline. One
// thread.
class EventSequencer {
 public:
  using Ticket = uint64_t;
  enum class WhenLate : uint8_t {
    kEmit,  // the event is worth something without its element: a click in a window
    kDrop,  // it is not: a focus on nobody knows what
  };

  // `deadline_us`: monotonic time after which the event waits no longer. At most kMaxOpenEvents
  // wait; beyond, the oldest is treated as late.
  Ticket Open(UiEvent event, int64_t deadline_us, WhenLate when_late);
  // An event that is complete already.
  void Add(UiEvent event) { Close(Open(std::move(event), 0, WhenLate::kEmit)); }

  // Null when the event was handed out, dropped or never existed.
  [[nodiscard]] UiEvent* Find(Ticket ticket);
  void Close(Ticket ticket);
  void Drop(Ticket ticket);

  // Hands out, in order, every event that waits for nothing any more.
  void Flush(int64_t now_us, const std::function<void(UiEvent)>& emit);
  // When Flush has something to do at the latest; nothing when nothing is open.
  [[nodiscard]] std::optional<int64_t> NextDeadline() const;

  [[nodiscard]] size_t size() const { return waiting_.size(); }
  // Events that were dropped because their element never came, since the last call.
  [[nodiscard]] uint64_t TakeLate();

 private:
  struct Waiting {
    UiEvent event;
    int64_t deadline_us;
    WhenLate when_late;
    bool closed = false;
    bool dropped = false;
  };
  [[nodiscard]] Waiting* At(Ticket ticket);

  std::deque<Waiting> waiting_;
  Ticket first_ = 1;  // ticket of waiting_.front()
  uint64_t late_ = 0;
};

}  // namespace adit
