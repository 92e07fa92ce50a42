#include "agent/runtime/preview_ring.h"

#include <algorithm>
#include <cstdio>

#include "common/base/json_text.h"
#include "common/base/time_text.h"
#include "common/event/log_columns.h"

namespace adit {

void PreviewRing::Add(const MaskedEvent& event) {
  const std::lock_guard lock(mutex_);
  ++end_;
  if (capacity_ == 0) return;
  if (records_.size() >= capacity_) records_.pop_front();
  records_.push_back(event.record());
}

PreviewRing::Slice PreviewRing::Read(uint64_t from, size_t limit) const {
  const std::lock_guard lock(mutex_);
  Slice slice;
  const uint64_t oldest = end_ - records_.size();
  const bool from_start = from == 0;
  from = std::max(from, cleared_);
  const uint64_t first = std::clamp(from, oldest, end_);
  slice.skipped = !from_start && first > from ? first - from : 0;
  const uint64_t last = std::min<uint64_t>(end_, first + limit);
  for (uint64_t i = first; i < last; ++i) {
    slice.records.push_back(records_[static_cast<size_t>(i - oldest)]);
  }
  slice.next = last;
  return slice;
}

uint64_t PreviewRing::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void PreviewRing::Clear() {
  const std::lock_guard lock(mutex_);
  records_.clear();
  cleared_ = end_;
}

std::string RecordJson(const EventRecord& record) {
  const EventFields& f = record.fields;
  JsonObjectWriter json;
  json.Unsigned("sequence", f.sequence).Text("time", FormatTime(f.wall_us));
  json.Text("action", ActionTypeName(f.action));
  if (f.duration_us != 0) json.Number("duration_us", f.duration_us);
  if (f.count != 1) json.Unsigned("count", f.count);
  if (f.session != 0) json.Unsigned("session", f.session);
  if (f.value_class != ValueClass::kNone) {
    json.Text("value_class", ValueClassName(f.value_class));
    json.Unsigned("value_length_bucket", f.value_length_bucket);
  }
  if (f.content_kind != ContentKind::kNone) {
    json.Text("content_kind", ContentKindName(f.content_kind));
    json.Unsigned("content_size_bucket", f.content_size_bucket);
  }
  if (f.monitor != MonitorClass::kUnknown) json.Text("monitor", MonitorClassName(f.monitor));
  const auto text = [&json](std::string_view key, const std::string& value) {
    if (!value.empty()) json.Text(key, value);
  };
  text("app_name", record.app_name);
  text("app_version", record.app_version);
  text("app_executable", record.app_executable);
  text("window_title", record.window_title);
  text("window_role", record.window_role);
  text("document", record.document);
  text("element_role", record.element_role);
  text("element_name", record.element_name);
  text("element_id", record.element_id);
  text("element_path", record.element_path);
  text("detail", record.detail);
  if (record.content_fingerprint != 0) {
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx",
                  static_cast<unsigned long long>(record.content_fingerprint));
    json.Text("content_fingerprint", hex);
  }
  return json.Take();
}

std::string RecordLine(const EventRecord& record) {
  const LogColumns columns = ToLogColumns(record);
  std::string line = FormatTime(record.fields.wall_us) + "  " + columns.action;
  line.resize(std::max<size_t>(line.size(), 46), ' ');
  for (const std::string* part :
       {&columns.app, &columns.window, &columns.element, &columns.value}) {
    if (!part->empty()) line += "  " + *part;
  }
  if (record.fields.value_class != ValueClass::kNone) {
    line += "  (" + std::string(ValueClassName(record.fields.value_class)) + ")";
  }
  return line;
}

}  // namespace adit
