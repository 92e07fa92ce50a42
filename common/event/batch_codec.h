// The column-wise codec of events inside a batch (docs/formats/events.md, schema 1).
//
// A stream is a sequence of blocks; strings, windows and elements are numbered once a stream and then
// named by number, times are differences, and a column that holds only defaults takes no byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/event/event_table.h"

namespace adit {

// Number of the layout below, on the wire as "event schema".
inline constexpr uint16_t kEventSchema = 1;
// The encoder ends a block by itself at this many events; the decoder refuses more.
inline constexpr size_t kMaxEventsPerBlock = 4096;

// What a decoder accepts of one stream, so that no input is expanded beyond a known size.
struct BatchLimits {
  size_t events = 50'000;
  size_t strings = 200'000;             // distinct ones
  size_t expanded_text_bytes = 32 << 20;  // sum of all texts of all events after expansion
};

// Not thread-safe. Texts longer than their limit are cut at a character and malformed UTF-8 becomes
// U+FFFD, because a decoder refuses both.
class BatchEncoder {
 public:
  BatchEncoder();
  ~BatchEncoder();
  BatchEncoder(const BatchEncoder&) = delete;
  BatchEncoder& operator=(const BatchEncoder&) = delete;

  void Add(const EventRecord& event);
  // Ends the current block, if it has events, and appends all finished blocks to `out`.
  void Flush(Bytes& out);
  // Events added since the last Flush(), and roughly the bytes they will take.
  [[nodiscard]] size_t pending_events() const;
  [[nodiscard]] size_t pending_bytes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Not thread-safe. After a failure only destruction is allowed.
class BatchDecoder {
 public:
  explicit BatchDecoder(const BatchLimits& limits = {});
  ~BatchDecoder();
  BatchDecoder(const BatchDecoder&) = delete;
  BatchDecoder& operator=(const BatchDecoder&) = delete;

  // Decodes every whole block at the start of `stream` into the table and gives the bytes consumed; a
  // block that is cut short is left for the caller to judge. kInvalidArgument for a malformed block
  // (events of blocks before it stay), kResourceExhausted beyond a limit.
  [[nodiscard]] Result<size_t> Decode(ByteView stream);
  [[nodiscard]] const EventTable& table() const;
  // The events decoded so far; ends the decoder's use.
  [[nodiscard]] EventTable TakeTable();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A whole stream at once, for tests and tools.
[[nodiscard]] Bytes EncodeBatch(std::span<const EventRecord> events);
// kInvalidArgument also when bytes are left over.
[[nodiscard]] Result<std::vector<EventRecord>> DecodeBatch(ByteView stream,
                                                           const BatchLimits& limits = {});

}  // namespace adit
