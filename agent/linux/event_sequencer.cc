#include "agent/linux/event_sequencer.h"

#include <utility>

namespace adit {

EventSequencer::Ticket EventSequencer::Open(UiEvent event, int64_t deadline_us,
                                            WhenLate when_late) {
  if (waiting_.size() >= kMaxOpenEvents) {
    for (Waiting& waiting : waiting_) {
      if (!waiting.closed && waiting.deadline_us != 0) {
        waiting.deadline_us = 0;
        break;
      }
    }
  }
  waiting_.push_back({std::move(event), deadline_us, when_late});
  return first_ + waiting_.size() - 1;
}

EventSequencer::Waiting* EventSequencer::At(Ticket ticket) {
  if (ticket < first_ || ticket - first_ >= waiting_.size()) return nullptr;
  return &waiting_[ticket - first_];
}

UiEvent* EventSequencer::Find(Ticket ticket) {
  Waiting* waiting = At(ticket);
  return waiting == nullptr || waiting->closed ? nullptr : &waiting->event;
}

void EventSequencer::Close(Ticket ticket) {
  if (Waiting* waiting = At(ticket)) waiting->closed = true;
}

void EventSequencer::Drop(Ticket ticket) {
  if (Waiting* waiting = At(ticket)) {
    waiting->closed = true;
    waiting->dropped = true;
  }
}

void EventSequencer::Flush(int64_t now_us, const std::function<void(UiEvent)>& emit) {
  while (!waiting_.empty()) {
    Waiting& front = waiting_.front();
    const bool late = !front.closed && front.deadline_us <= now_us;
    if (!front.closed && !late) return;
    const bool drop = front.dropped || (late && front.when_late == WhenLate::kDrop);
    late_ += late && drop ? 1 : 0;
    UiEvent event = std::move(front.event);
    waiting_.pop_front();
    ++first_;
    if (!drop) emit(std::move(event));
  }
}

std::optional<int64_t> EventSequencer::NextDeadline() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.front().closed ? 0 : waiting_.front().deadline_us;
}

uint64_t EventSequencer::TakeLate() { return std::exchange(late_, 0); }

}  // namespace adit
