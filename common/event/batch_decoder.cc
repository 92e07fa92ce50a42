#include <span>
#include <string>
#include <utility>

#include "common/base/utf8.h"
#include "common/base/varints.h"
#include "common/event/batch_codec.h"
#include "common/event/batch_layout.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

using batch_layout::Column;
using batch_layout::kColumnCount;

constexpr uint64_t kMaxBucket = 40;

uint64_t UnZigZag(uint64_t v) { return (v >> 1) ^ (~(v & 1) + 1); }

Status Malformed(const char* what) {
  return InvalidArgument(std::string("event block: ") + what);
}

// The columns of one block, each a run of varints or absent. Reused from block to block.
struct Columns {
  std::vector<uint64_t> values[kColumnCount];
  uint64_t At(Column column, size_t row) const {
    return values[column].empty() ? 0 : values[column][row];
  }
};

size_t SumOfSizes(const std::vector<std::string>& strings, std::span<const uint32_t> numbers) {
  size_t bytes = 0;
  for (const uint32_t number : numbers) bytes += strings[number].size();
  return bytes;
}

}  // namespace

class BatchDecoder::Impl {
 public:
  explicit Impl(const BatchLimits& limits) : limits_(limits) { element_bytes_.push_back(0); }

  Result<size_t> Decode(ByteView stream) {
    size_t consumed = 0;
    while (consumed < stream.size()) {
      ByteReader reader(stream.subspan(consumed));
      const uint64_t size = reader.Varint();
      if (!reader.ok() || size > reader.remaining()) break;  // cut short
      const size_t start = consumed + reader.position();
      ADIT_RETURN_IF_ERROR(DecodeBlock(stream.subspan(start, static_cast<size_t>(size))));
      consumed = start + static_cast<size_t>(size);
    }
    return consumed;
  }

  EventTable& table() { return table_; }

 private:
  Status DecodeBlock(ByteView bytes) {
    ByteReader reader(bytes);
    const uint64_t count = reader.Varint();
    if (!reader.ok() || count == 0 || count > kMaxEventsPerBlock) {
      return Malformed("number of events is not 1 to 4096");
    }
    if (table_.size() + count > limits_.events) {
      return ResourceExhausted("event batch: more than " + std::to_string(limits_.events) +
                               " events");
    }
    ADIT_RETURN_IF_ERROR(ReadDefinitions(reader));
    ADIT_RETURN_IF_ERROR(ReadColumns(reader, static_cast<size_t>(count)));
    const size_t before = table_.size();
    table_.rows.resize(before + static_cast<size_t>(count));
    for (size_t row = 0; row < count; ++row) {
      const Status built = BuildEvent(row, table_.rows[before + row]);
      if (!built.ok()) {
        table_.rows.resize(before);  // a block counts as a whole or not at all
        return built;
      }
    }
    return OkStatus();
  }

  Status ReadDefinitions(ByteReader& reader) {
    const uint64_t new_strings = reader.Varint();
    if (new_strings > reader.remaining() ||
        table_.strings.size() + new_strings > limits_.strings) {
      return ResourceExhausted("event block: too many strings");
    }
    for (uint64_t i = 0; i < new_strings; ++i) {
      const std::string_view text = reader.Text();
      if (!reader.ok() || text.size() > kMaxTextBytes) return Malformed("text is too long");
      if (!IsValidUtf8(text)) return Malformed("text is not UTF-8");
      table_.strings.emplace_back(text);
    }
    ADIT_RETURN_IF_ERROR(ReadTuples(reader, table_.windows, window_bytes_));
    const size_t first_element = table_.elements.size();
    ADIT_RETURN_IF_ERROR(ReadTuples(reader, table_.elements, element_bytes_));
    for (size_t i = first_element; i < table_.elements.size(); ++i) {
      if (table_.strings[table_.elements[i][3]].size() > kMaxElementPathBytes) {
        return Malformed("element path is too long");
      }
    }
    const uint64_t new_fingerprints = reader.Varint();
    if (new_fingerprints > reader.remaining() / 8) return Malformed("too many fingerprints");
    for (uint64_t i = 0; i < new_fingerprints; ++i) fingerprints_.push_back(reader.U64());
    return reader.ok() ? OkStatus() : Malformed("definitions are cut short");
  }

  template <typename Key>
  Status ReadTuples(ByteReader& reader, std::vector<Key>& tuples, std::vector<size_t>& bytes) {
    const uint64_t count = reader.Varint();
    if (count > reader.remaining() || tuples.size() + count > limits_.strings) {
      return ResourceExhausted("event block: too many windows or elements");
    }
    for (uint64_t i = 0; i < count; ++i) {
      Key key{};
      for (uint32_t& part : key) {
        const uint64_t number = reader.Varint();
        if (!reader.ok() || number >= table_.strings.size()) return Malformed("unknown string");
        part = static_cast<uint32_t>(number);
      }
      tuples.push_back(key);
      bytes.push_back(SumOfSizes(table_.strings, key));
    }
    return OkStatus();
  }

  Status ReadColumns(ByteReader& reader, size_t rows) {
    const uint64_t mask = reader.Varint();
    if (!reader.ok() || mask >> kColumnCount != 0) return Malformed("unknown column");
    VarintCursor cursor(reader.Raw(reader.remaining()));
    for (size_t i = 0; i < kColumnCount; ++i) {
      columns_.values[i].clear();
      if ((mask >> i & 1) == 0) continue;
      if (rows > cursor.rest().size()) return Malformed("column is cut short");
      columns_.values[i].resize(rows);
      uint64_t* value = columns_.values[i].data();
      if (!cursor.Read(rows, [&](uint64_t v) { *value++ = v; })) {
        return Malformed("column is cut short");
      }
    }
    return cursor.rest().empty() ? OkStatus() : Malformed("bytes are left over");
  }

  Status BuildEvent(size_t row, NumberedEvent& event) {
    ADIT_RETURN_IF_ERROR(BuildFields(row, event.fields));
    const uint64_t window = columns_.At(Column::kWindow, row);
    if (window > table_.windows.size() || (window == 0 && !has_window_)) {
      return Malformed("unknown window");
    }
    if (window != 0) window_ = static_cast<uint32_t>(window - 1);
    has_window_ = true;
    const uint64_t element = columns_.At(Column::kElement, row);
    if (element >= table_.elements.size()) return Malformed("unknown element");
    const uint64_t detail = columns_.At(Column::kDetail, row);
    if (detail >= table_.strings.size()) return Malformed("unknown string");
    const uint64_t fingerprint = columns_.At(Column::kFingerprint, row);
    if (fingerprint > fingerprints_.size()) return Malformed("unknown fingerprint");

    event.window = window_;
    event.element = static_cast<uint32_t>(element);
    event.detail = static_cast<uint32_t>(detail);
    text_bytes_ += window_bytes_[event.window] + element_bytes_[event.element] +
                   table_.strings[event.detail].size();
    if (text_bytes_ > limits_.expanded_text_bytes) {
      return ResourceExhausted("event batch: texts expand beyond " +
                               std::to_string(limits_.expanded_text_bytes) + " bytes");
    }
    if (fingerprint != 0) event.fingerprint = fingerprints_[static_cast<size_t>(fingerprint - 1)];
    return OkStatus();
  }

  Status BuildFields(size_t row, EventFields& f) {
    sequence_ = sequence_ + 1 + UnZigZag(columns_.At(Column::kSequence, row));
    wall_ += UnZigZag(columns_.At(Column::kWall, row));
    offset_ += UnZigZag(columns_.At(Column::kMonotonic, row));
    session_ += UnZigZag(columns_.At(Column::kSession, row));
    monitor_ += UnZigZag(columns_.At(Column::kMonitor, row));
    const uint64_t count = columns_.At(Column::kCount, row);
    const uint64_t action = columns_.At(Column::kAction, row);
    const uint64_t value_class = columns_.At(Column::kValueClass, row);
    const uint64_t value_length = columns_.At(Column::kValueLength, row);
    const uint64_t content_kind = columns_.At(Column::kContentKind, row);
    const uint64_t content_size = columns_.At(Column::kContentSize, row);
    if (session_ > UINT32_MAX || count >= UINT32_MAX || value_length > kMaxBucket ||
        content_size > kMaxBucket) {
      return Malformed("a number is out of its range");
    }
    f.sequence = sequence_;
    f.wall_us = static_cast<int64_t>(wall_);
    f.monotonic_us = static_cast<int64_t>(offset_ + wall_);
    f.duration_us = static_cast<int64_t>(UnZigZag(columns_.At(Column::kDuration, row)));
    f.session = static_cast<uint32_t>(session_);
    f.count = static_cast<uint32_t>(count + 1);
    f.value_length_bucket = static_cast<uint8_t>(value_length);
    f.content_size_bucket = static_cast<uint8_t>(content_size);
    // Closed sets grow: a number of a newer agent reads as "unknown" and is not an error.
    f.action = action < kActionTypeCount ? static_cast<ActionType>(action) : ActionType::kUnknown;
    f.value_class = value_class < kValueClassCount ? static_cast<ValueClass>(value_class)
                                                   : ValueClass::kMixed;
    f.content_kind = content_kind < kContentKindCount ? static_cast<ContentKind>(content_kind)
                                                      : ContentKind::kOther;
    f.monitor =
        monitor_ < kMonitorClassCount ? static_cast<MonitorClass>(monitor_) : MonitorClass::kUnknown;
    return OkStatus();
  }

  const BatchLimits limits_;
  EventTable table_;
  std::vector<size_t> window_bytes_;   // of all texts of a window, by its number
  std::vector<size_t> element_bytes_;  // likewise
  std::vector<uint64_t> fingerprints_;
  Columns columns_;
  size_t text_bytes_ = 0;
  uint64_t sequence_ = 0, wall_ = 0, offset_ = 0, session_ = 0, monitor_ = 0;
  uint32_t window_ = 0;
  bool has_window_ = false;
};

BatchDecoder::BatchDecoder(const BatchLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
BatchDecoder::~BatchDecoder() = default;
Result<size_t> BatchDecoder::Decode(ByteView stream) { return impl_->Decode(stream); }
const EventTable& BatchDecoder::table() const { return impl_->table(); }
EventTable BatchDecoder::TakeTable() { return std::move(impl_->table()); }

Result<std::vector<EventRecord>> DecodeBatch(ByteView stream, const BatchLimits& limits) {
  BatchDecoder decoder(limits);
  Result<size_t> consumed = decoder.Decode(stream);
  if (!consumed.ok()) return consumed.status();
  if (*consumed != stream.size()) return Malformed("the last block is cut short");
  return decoder.table().Records();
}

}  // namespace adit
