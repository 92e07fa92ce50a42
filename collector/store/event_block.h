// Event block: many stored events as compressed columns; texts are numbers of the surface
// dictionary. Byte table: docs/formats/store.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/event/event_table.h"

namespace adit {

// An event whose texts are dictionary numbers (collector/store/surface_dictionary.h).
using BlockEvent = NumberedEvent;

inline constexpr size_t kMaxBlockEvents = 65'536;

// What mining reads, as parallel columns of one length.
struct HotColumns {
  std::vector<uint64_t> sequence;
  std::vector<int64_t> wall_us;
  std::vector<uint8_t> action;
  std::vector<uint32_t> window;
  std::vector<uint32_t> element;
  std::vector<uint32_t> detail;
  std::vector<uint64_t> fingerprint;

  [[nodiscard]] size_t size() const { return sequence.size(); }
};

// REQUIRES: 1 <= events.size() <= kMaxBlockEvents.
[[nodiscard]] Bytes EncodeEventBlock(std::span<const BlockEvent> events);

// kDataLoss when the bytes are not a block: never more than kMaxBlockEvents, never more memory than
// a block of that many events takes. `columns` is overwritten and keeps its capacity.
[[nodiscard]] Status DecodeHotColumns(ByteView block, HotColumns& columns);
[[nodiscard]] Result<std::vector<BlockEvent>> DecodeEventBlock(ByteView block);

}  // namespace adit
