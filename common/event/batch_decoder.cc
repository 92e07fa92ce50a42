#include <algorithm>
#include <string>

#include "common/base/utf8.h"
#include "common/event/batch_codec.h"
#include "common/event/batch_layout.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

using batch_layout::Column;
using batch_layout::ElementKey;
using batch_layout::kColumnCount;
using batch_layout::WindowKey;

constexpr uint64_t kMaxBucket = 40;

uint64_t UnZigZag(uint64_t v) { return (v >> 1) ^ (~(v & 1) + 1); }

Status Malformed(const char* what) {
  return InvalidArgument(std::string("event block: ") + what);
}

// The columns of one block, each a run of varints or absent.
struct Columns {
  std::vector<uint64_t> values[kColumnCount];
  uint64_t At(Column column, size_t row) const {
    return values[column].empty() ? 0 : values[column][row];
  }
};

}  // namespace

class BatchDecoder::Impl {
 public:
  explicit Impl(const BatchLimits& limits) : limits_(limits) {
    strings_.emplace_back();
    elements_.push_back({});
  }

  Result<size_t> Decode(ByteView stream, std::vector<EventRecord>& events) {
    size_t consumed = 0;
    while (consumed < stream.size()) {
      ByteReader reader(stream.subspan(consumed));
      const uint64_t size = reader.Varint();
      if (!reader.ok() || size > reader.remaining()) break;  // cut short
      const size_t start = consumed + reader.position();
      ADIT_RETURN_IF_ERROR(DecodeBlock(stream.subspan(start, static_cast<size_t>(size)), events));
      consumed = start + static_cast<size_t>(size);
    }
    return consumed;
  }

 private:
  Status DecodeBlock(ByteView bytes, std::vector<EventRecord>& events) {
    ByteReader reader(bytes);
    const uint64_t count = reader.Varint();
    if (!reader.ok() || count == 0 || count > kMaxEventsPerBlock) {
      return Malformed("number of events is not 1 to 4096");
    }
    if (events_ + count > limits_.events) {
      return ResourceExhausted("event batch: more than " + std::to_string(limits_.events) +
                               " events");
    }
    ADIT_RETURN_IF_ERROR(ReadDefinitions(reader));
    Columns columns;
    ADIT_RETURN_IF_ERROR(ReadColumns(reader, static_cast<size_t>(count), columns));
    events_ += static_cast<size_t>(count);
    // A block counts as a whole or not at all.
    std::vector<EventRecord> decoded(static_cast<size_t>(count));
    for (size_t row = 0; row < decoded.size(); ++row) {
      ADIT_RETURN_IF_ERROR(BuildEvent(columns, row, decoded[row]));
    }
    events.insert(events.end(), std::make_move_iterator(decoded.begin()),
                  std::make_move_iterator(decoded.end()));
    return OkStatus();
  }

  Status ReadDefinitions(ByteReader& reader) {
    const uint64_t new_strings = reader.Varint();
    if (new_strings > reader.remaining() || strings_.size() + new_strings > limits_.strings) {
      return ResourceExhausted("event block: too many strings");
    }
    for (uint64_t i = 0; i < new_strings; ++i) {
      const std::string_view text = reader.Text();
      if (!reader.ok() || text.size() > kMaxTextBytes) return Malformed("text is too long");
      if (!IsValidUtf8(text)) return Malformed("text is not UTF-8");
      strings_.emplace_back(text);
    }
    ADIT_RETURN_IF_ERROR(ReadTuples(reader, windows_));
    const size_t first_element = elements_.size();
    ADIT_RETURN_IF_ERROR(ReadTuples(reader, elements_));
    for (size_t i = first_element; i < elements_.size(); ++i) {
      if (strings_[elements_[i][3]].size() > kMaxElementPathBytes) {
        return Malformed("element path is too long");
      }
    }
    const uint64_t new_fingerprints = reader.Varint();
    if (new_fingerprints > reader.remaining() / 8) return Malformed("too many fingerprints");
    for (uint64_t i = 0; i < new_fingerprints; ++i) fingerprints_.push_back(reader.U64());
    return reader.ok() ? OkStatus() : Malformed("definitions are cut short");
  }

  template <typename Key>
  Status ReadTuples(ByteReader& reader, std::vector<Key>& table) {
    const uint64_t count = reader.Varint();
    if (count > reader.remaining() || table.size() + count > limits_.strings) {
      return ResourceExhausted("event block: too many windows or elements");
    }
    for (uint64_t i = 0; i < count; ++i) {
      Key key{};
      for (uint32_t& part : key) {
        const uint64_t number = reader.Varint();
        if (!reader.ok() || number >= strings_.size()) return Malformed("unknown string");
        part = static_cast<uint32_t>(number);
      }
      table.push_back(key);
    }
    return OkStatus();
  }

  static Status ReadColumns(ByteReader& reader, size_t rows, Columns& columns) {
    const uint64_t mask = reader.Varint();
    if (!reader.ok() || mask >> kColumnCount != 0) return Malformed("unknown column");
    for (size_t i = 0; i < kColumnCount; ++i) {
      if ((mask >> i & 1) == 0) continue;
      if (rows > reader.remaining()) return Malformed("column is cut short");
      columns.values[i].resize(rows);
      for (uint64_t& value : columns.values[i]) value = reader.Varint();
    }
    return reader.done() ? OkStatus() : Malformed("column is cut short or bytes are left over");
  }

  Status BuildEvent(const Columns& columns, size_t row, EventRecord& event) {
    ADIT_RETURN_IF_ERROR(BuildFields(columns, row, event.fields));
    const uint64_t window = columns.At(Column::kWindow, row);
    if (window > windows_.size() || (window == 0 && !has_window_)) return Malformed("unknown window");
    if (window != 0) window_ = static_cast<size_t>(window - 1);
    has_window_ = true;
    const uint64_t element = columns.At(Column::kElement, row);
    if (element >= elements_.size()) return Malformed("unknown element");
    const uint64_t detail = columns.At(Column::kDetail, row);
    if (detail >= strings_.size()) return Malformed("unknown string");
    const uint64_t fingerprint = columns.At(Column::kFingerprint, row);
    if (fingerprint > fingerprints_.size()) return Malformed("unknown fingerprint");

    const WindowKey& w = windows_[window_];
    const ElementKey& e = elements_[static_cast<size_t>(element)];
    for (const uint32_t part : w) text_bytes_ += strings_[part].size();
    for (const uint32_t part : e) text_bytes_ += strings_[part].size();
    text_bytes_ += strings_[static_cast<size_t>(detail)].size();
    if (text_bytes_ > limits_.expanded_text_bytes) {
      return ResourceExhausted("event batch: texts expand beyond " +
                               std::to_string(limits_.expanded_text_bytes) + " bytes");
    }
    event.app_name = strings_[w[0]];
    event.app_version = strings_[w[1]];
    event.app_executable = strings_[w[2]];
    event.window_title = strings_[w[3]];
    event.window_role = strings_[w[4]];
    event.document = strings_[w[5]];
    event.element_role = strings_[e[0]];
    event.element_name = strings_[e[1]];
    event.element_id = strings_[e[2]];
    event.element_path = strings_[e[3]];
    event.detail = strings_[static_cast<size_t>(detail)];
    if (fingerprint != 0) {
      event.content_fingerprint = fingerprints_[static_cast<size_t>(fingerprint - 1)];
    }
    return OkStatus();
  }

  Status BuildFields(const Columns& columns, size_t row, EventFields& f) {
    sequence_ = sequence_ + 1 + UnZigZag(columns.At(Column::kSequence, row));
    wall_ += UnZigZag(columns.At(Column::kWall, row));
    offset_ += UnZigZag(columns.At(Column::kMonotonic, row));
    session_ += UnZigZag(columns.At(Column::kSession, row));
    monitor_ += UnZigZag(columns.At(Column::kMonitor, row));
    const uint64_t count = columns.At(Column::kCount, row);
    const uint64_t action = columns.At(Column::kAction, row);
    const uint64_t value_class = columns.At(Column::kValueClass, row);
    const uint64_t value_length = columns.At(Column::kValueLength, row);
    const uint64_t content_kind = columns.At(Column::kContentKind, row);
    const uint64_t content_size = columns.At(Column::kContentSize, row);
    if (session_ > UINT32_MAX || count >= UINT32_MAX || value_length > kMaxBucket ||
        content_size > kMaxBucket) {
      return Malformed("a number is out of its range");
    }
    f.sequence = sequence_;
    f.wall_us = static_cast<int64_t>(wall_);
    f.monotonic_us = static_cast<int64_t>(offset_ + wall_);
    f.duration_us = static_cast<int64_t>(UnZigZag(columns.At(Column::kDuration, row)));
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
  std::vector<std::string> strings_;
  std::vector<WindowKey> windows_;
  std::vector<ElementKey> elements_;
  std::vector<uint64_t> fingerprints_;
  size_t events_ = 0;
  size_t text_bytes_ = 0;
  uint64_t sequence_ = 0, wall_ = 0, offset_ = 0, session_ = 0, monitor_ = 0;
  size_t window_ = 0;
  bool has_window_ = false;
};

BatchDecoder::BatchDecoder(const BatchLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
BatchDecoder::~BatchDecoder() = default;
Result<size_t> BatchDecoder::Decode(ByteView stream, std::vector<EventRecord>& events) {
  return impl_->Decode(stream, events);
}

Result<std::vector<EventRecord>> DecodeBatch(ByteView stream, const BatchLimits& limits) {
  BatchDecoder decoder(limits);
  std::vector<EventRecord> events;
  Result<size_t> consumed = decoder.Decode(stream, events);
  if (!consumed.ok()) return consumed.status();
  if (*consumed != stream.size()) return Malformed("the last block is cut short");
  return events;
}

}  // namespace adit
