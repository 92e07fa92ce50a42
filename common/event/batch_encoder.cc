#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/utf8.h"
#include "common/event/batch_codec.h"
#include "common/event/batch_layout.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

using batch_layout::Column;
using batch_layout::ElementKey;
using batch_layout::kColumnCount;
using batch_layout::KeyHash;
using batch_layout::WindowKey;

uint64_t ZigZag(uint64_t difference) {
  return (difference << 1) ^ (static_cast<int64_t>(difference) < 0 ? ~uint64_t{0} : 0);
}

// What a decoder would refuse is repaired here: one odd title must not cost its whole batch.
std::string Acceptable(std::string_view text, size_t max_bytes) {
  if (IsValidUtf8(text)) return std::string(TruncateUtf8(text, max_bytes));
  std::string clean;
  for (size_t i = 0; i < text.size() && clean.size() + 4 <= max_bytes;) {
    const DecodedCodePoint point = DecodeUtf8(text, i);
    AppendUtf8(clean, point.code_point == kInvalidCodePoint ? 0xFFFD : point.code_point);
    i += point.size;
  }
  return clean;
}

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace

class BatchEncoder::Impl {
 public:
  Impl() {
    strings_.emplace("", 0);
    elements_.emplace(ElementKey{}, 0);
  }

  void Add(const EventRecord& event) {
    const EventFields& f = event.fields;
    const uint64_t wall = static_cast<uint64_t>(f.wall_us);
    const uint64_t offset = static_cast<uint64_t>(f.monotonic_us) - wall;
    Put(Column::kSequence, ZigZag(f.sequence - (sequence_ + 1)));
    Put(Column::kWall, ZigZag(wall - wall_));
    Put(Column::kMonotonic, ZigZag(offset - offset_));
    Put(Column::kDuration, ZigZag(static_cast<uint64_t>(f.duration_us)));
    Put(Column::kAction, static_cast<uint64_t>(f.action));
    Put(Column::kSession, ZigZag(uint64_t{f.session} - session_));
    Put(Column::kCount, f.count == 0 ? 0 : f.count - 1);
    Put(Column::kValueClass, static_cast<uint64_t>(f.value_class));
    Put(Column::kValueLength, f.value_length_bucket);
    Put(Column::kContentKind, static_cast<uint64_t>(f.content_kind));
    Put(Column::kContentSize, f.content_size_bucket);
    Put(Column::kMonitor, ZigZag(static_cast<uint64_t>(f.monitor) - monitor_));
    const uint32_t window = WindowNumber(event);
    Put(Column::kWindow, has_window_ && window == window_ ? 0 : uint64_t{window} + 1);
    Put(Column::kElement, ElementNumber(event));
    Put(Column::kDetail, StringNumber(event.detail, kMaxTextBytes));
    Put(Column::kFingerprint, FingerprintNumber(event.content_fingerprint));
    sequence_ = f.sequence;
    wall_ = wall;
    offset_ = offset;
    session_ = f.session;
    monitor_ = static_cast<uint64_t>(f.monitor);
    window_ = window;
    has_window_ = true;
    if (++block_events_ == kMaxEventsPerBlock) EndBlock();
  }

  void Flush(Bytes& out) {
    EndBlock();
    out.insert(out.end(), finished_.begin(), finished_.end());
    finished_.clear();
    finished_events_ = 0;
  }

  size_t pending_events() const { return finished_events_ + block_events_; }
  size_t pending_bytes() const { return finished_.size() + definition_bytes_ + column_bytes_; }

 private:
  struct ColumnBytes {
    Bytes bytes;
    bool present = false;  // some value is not 0
  };

  void Put(Column column, uint64_t value) {
    ColumnBytes& c = columns_[column];
    c.present |= value != 0;
    const size_t before = c.bytes.size();
    ByteWriter(c.bytes).Varint(value);
    if (c.present) column_bytes_ += c.bytes.size() - before;
  }

  uint32_t StringNumber(std::string_view text, size_t max_bytes) {
    if (text.empty()) return 0;
    if (const auto known = strings_.find(text); known != strings_.end()) return known->second;
    std::string clean = Acceptable(text, max_bytes);
    if (clean.size() != text.size() || clean != text) {
      if (const auto known = strings_.find(clean); known != strings_.end()) return known->second;
    }
    const auto number = static_cast<uint32_t>(strings_.size());
    ByteWriter(new_strings_.bytes).Text(clean);
    ++new_strings_.count;
    definition_bytes_ += clean.size() + 2;
    strings_.emplace(std::move(clean), number);
    return number;
  }

  uint32_t WindowNumber(const EventRecord& e) {
    // Most events happen in the window of the one before: six comparisons beat six look-ups.
    if (has_window_ && e.app_name == last_.app_name && e.window_title == last_.window_title &&
        e.document == last_.document && e.window_role == last_.window_role &&
        e.app_executable == last_.app_executable && e.app_version == last_.app_version) {
      return window_;
    }
    last_.app_name = e.app_name;
    last_.app_version = e.app_version;
    last_.app_executable = e.app_executable;
    last_.window_title = e.window_title;
    last_.window_role = e.window_role;
    last_.document = e.document;
    return TupleNumber(WindowKey{StringNumber(e.app_name, kMaxTextBytes),
                                 StringNumber(e.app_version, kMaxTextBytes),
                                 StringNumber(e.app_executable, kMaxTextBytes),
                                 StringNumber(e.window_title, kMaxTextBytes),
                                 StringNumber(e.window_role, kMaxTextBytes),
                                 StringNumber(e.document, kMaxTextBytes)},
                       windows_, new_windows_);
  }

  uint32_t ElementNumber(const EventRecord& e) {
    // Focus, click, edit: one element after the other, and often the same.
    if (has_element_ && e.element_name == last_.element_name && e.element_id == last_.element_id &&
        e.element_role == last_.element_role && e.element_path == last_.element_path) {
      return element_;
    }
    last_.element_role = e.element_role;
    last_.element_name = e.element_name;
    last_.element_id = e.element_id;
    last_.element_path = e.element_path;
    has_element_ = true;
    element_ = TupleNumber(ElementKey{StringNumber(e.element_role, kMaxTextBytes),
                                      StringNumber(e.element_name, kMaxTextBytes),
                                      StringNumber(e.element_id, kMaxTextBytes),
                                      StringNumber(e.element_path, kMaxElementPathBytes)},
                           elements_, new_elements_);
    return element_;
  }

  uint64_t FingerprintNumber(uint64_t fingerprint) {
    if (fingerprint == 0) return 0;
    const auto [known, is_new] = fingerprints_.try_emplace(fingerprint, fingerprints_.size() + 1);
    if (is_new) {
      ByteWriter(new_fingerprints_.bytes).U64(fingerprint);
      ++new_fingerprints_.count;
      definition_bytes_ += 8;
    }
    return known->second;
  }

  struct Definitions {
    Bytes bytes;
    uint64_t count = 0;
    void MoveTo(ByteWriter& out) {
      out.Varint(count);
      out.Raw(bytes);
      bytes.clear();
      count = 0;
    }
  };

  template <typename Key>
  uint32_t TupleNumber(const Key& key, std::unordered_map<Key, uint32_t, KeyHash<Key>>& table,
                       Definitions& definitions) {
    const auto [known, is_new] = table.try_emplace(key, static_cast<uint32_t>(table.size()));
    if (is_new) {
      ByteWriter writer(definitions.bytes);
      for (const uint32_t part : key) writer.Varint(part);
      ++definitions.count;
      definition_bytes_ += key.size() * 2;
    }
    return known->second;
  }

  void EndBlock() {
    if (block_events_ == 0) return;
    block_.clear();
    ByteWriter block(block_);
    block.Varint(block_events_);
    new_strings_.MoveTo(block);
    new_windows_.MoveTo(block);
    new_elements_.MoveTo(block);
    new_fingerprints_.MoveTo(block);
    uint64_t mask = 0;
    for (size_t i = 0; i < kColumnCount; ++i) mask |= uint64_t{columns_[i].present} << i;
    block.Varint(mask);
    for (ColumnBytes& column : columns_) {
      if (column.present) block.Raw(column.bytes);
      column.bytes.clear();
      column.present = false;
    }
    ByteWriter(finished_).Varint(block_.size());
    ByteWriter(finished_).Raw(block_);
    finished_events_ += block_events_;
    block_events_ = 0;
    column_bytes_ = 0;
    definition_bytes_ = 0;
  }

  std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> strings_;
  std::unordered_map<WindowKey, uint32_t, KeyHash<WindowKey>> windows_;
  std::unordered_map<ElementKey, uint32_t, KeyHash<ElementKey>> elements_;
  std::unordered_map<uint64_t, uint64_t> fingerprints_;

  Definitions new_strings_, new_windows_, new_elements_, new_fingerprints_;
  ColumnBytes columns_[kColumnCount];
  size_t block_events_ = 0;
  size_t column_bytes_ = 0;
  size_t definition_bytes_ = 0;
  Bytes block_;
  Bytes finished_;
  size_t finished_events_ = 0;

  // The event before.
  uint64_t sequence_ = 0, wall_ = 0, offset_ = 0, session_ = 0, monitor_ = 0;
  EventRecord last_;
  uint32_t window_ = 0;
  bool has_window_ = false;
  uint32_t element_ = 0;
  bool has_element_ = false;
};

BatchEncoder::BatchEncoder() : impl_(std::make_unique<Impl>()) {}
BatchEncoder::~BatchEncoder() = default;
void BatchEncoder::Add(const EventRecord& event) { impl_->Add(event); }
void BatchEncoder::Flush(Bytes& out) { impl_->Flush(out); }
size_t BatchEncoder::pending_events() const { return impl_->pending_events(); }
size_t BatchEncoder::pending_bytes() const { return impl_->pending_bytes(); }

Bytes EncodeBatch(std::span<const EventRecord> events) {
  BatchEncoder encoder;
  for (const EventRecord& event : events) encoder.Add(event);
  Bytes out;
  encoder.Flush(out);
  return out;
}

}  // namespace adit
