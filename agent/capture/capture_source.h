// CaptureSource and EventSink: where UiEvents come from and where they go.
//
// One source per operating system (agent/linux, …), one for files (replay_source.h) and one that is
// a synthetic workforce (agent/simulate). The runtime owns the source and is its sink.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/capture/capture_level.h"
#include "common/base/status.h"
#include "common/event/ui_event.h"

namespace adit {

// What the desktop lets a source see. What is missing is named in words that tell what to do
// ("accessibility bus does not answer: enable toolkit accessibility").
struct CaptureCapabilities {
  std::string backend;  // "x11+atspi", "wayland-wlr+atspi", "replay"
  bool windows = false;
  bool titles = false;
  bool elements = false;
  bool values = false;
  bool documents = false;
  bool clipboard = false;
  bool idle = false;
  bool lock = false;
  std::vector<std::string> missing;
};

// Threads: every function may be called from any thread.
class EventSink {
 public:
  virtual ~EventSink() = default;
  // Never blocks. False when there is no room: the sink has counted the event as lost by overflow,
  // the source goes on. For live sources.
  virtual bool Offer(UiEvent event) = 0;
  // Waits for room, up to `timeout_ms`; false when there was none or the sink is closing, and then
  // the event was not taken. For sources that can wait (files, simulation): nothing is lost.
  virtual bool OfferWaiting(UiEvent event, int timeout_ms) = 0;
  // The source has nothing further to give: a file's end (ok), or why it cannot go on.
  virtual void Finished(Status outcome) = 0;
};

// Life cycle: constructed, Start once, SetLevel any number of times, Stop, destroyed. The sink must
// outlive the source. A source runs on threads of its own; Start and Stop return within 2 s.
//
// What every source promises: no character of typed text, no content of password fields and private
// windows (`UiEvent::secret` set, texts empty), texts truncated to kMaxTextBytes, `wall_us` and
// `monotonic_us` set, `sequence` left 0, and a kCaptureGap event (detail: reason) with the length
// of each period in which it could not see.
class CaptureSource {
 public:
  virtual ~CaptureSource() = default;
  // Begins delivering. kUnavailable when the desktop offers nothing at all (no display, no
  // accessibility bus); the message says what to do. A partial desktop is no failure:
  // capabilities() tells, and one kCaptureGap event with detail "unsupported: …" is delivered.
  [[nodiscard]] virtual Status Start(EventSink& sink) = 0;
  // No call to the sink happens after this returns. May be called without Start, and twice.
  virtual void Stop() = 0;
  // Looks at less, or more again. Threads: any, between Start and Stop.
  virtual void SetLevel(CaptureLevel level) = 0;
  // Valid after Start.
  [[nodiscard]] virtual CaptureCapabilities capabilities() const = 0;
};

}  // namespace adit
