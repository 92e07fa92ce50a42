#include "collector/reconstruct/log_builder.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "collector/reconstruct/time_formats.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

constexpr size_t kMaxShownTimeBytes = 40;
constexpr size_t kMaxFieldBytes =
    4096;  // longer titles are cut: what tells screens apart comes first

std::string_view FieldAt(const std::vector<std::string>& fields, int position) {
  if (position == kNoColumn || static_cast<size_t>(position) >= fields.size()) return {};
  return std::string_view(fields[static_cast<size_t>(position)]).substr(0, kMaxFieldBytes);
}

bool SaysYes(std::string_view text) { return text == "1" || text == "true" || text == "True"; }

}  // namespace

void LogBuilder::SetPositions(const ColumnPositions& positions) {
  positions_ = positions;
  const auto has = [&](LogField field) {
    return positions[static_cast<size_t>(field)] != kNoColumn;
  };
  has_sequence_ = has(LogField::kSequence);
  all_times_ = has(LogField::kTime);
  if (truth_ != nullptr) {
    truth_->has_case = has(LogField::kCase);
    truth_->has_routine = has(LogField::kRoutine);
    truth_->has_noise = has(LogField::kNoise);
  }
}

Status LogBuilder::Add(const std::vector<std::string>& fields, uint64_t line) {
  if (log_.events.size() >= options_.max_events) {
    return ResourceExhausted("line " + std::to_string(line) + ": more than " +
                             std::to_string(options_.max_events) +
                             " events; cut the log by time or by user");
  }
  const auto at = [&](LogField field) {
    return FieldAt(fields, positions_[static_cast<size_t>(field)]);
  };
  LogEvent event;
  const std::string_view sequence = at(LogField::kSequence);
  if (has_sequence_) {
    const auto [end, error] =
        std::from_chars(sequence.data(), sequence.data() + sequence.size(), event.sequence);
    // One unreadable number and the column is no order to rely on.
    if (error != std::errc() || end != sequence.data() + sequence.size()) has_sequence_ = false;
  }
  if (positions_[static_cast<size_t>(LogField::kTime)] != kNoColumn) {
    if (const auto time = ParseLogTime(at(LogField::kTime))) {
      event.time_us = *time;
    } else {
      all_times_ = false;
      CountTimeless(at(LogField::kTime));
    }
  }
  event.user = log_.strings.Intern(at(LogField::kUser));
  event.app = log_.strings.Intern(at(LogField::kApp));
  event.window = log_.strings.Intern(at(LogField::kWindow));
  event.element = log_.strings.Intern(at(LogField::kElement));
  event.action = log_.strings.Intern(at(LogField::kAction));
  event.value = log_.strings.Intern(at(LogField::kValue));
  log_.events.push_back(event);
  if (truth_ != nullptr) {
    truth_->cases.emplace_back(at(LogField::kCase));
    truth_->routines.emplace_back(at(LogField::kRoutine));
    truth_->noise.push_back(SaysYes(at(LogField::kNoise)));
  }
  return OkStatus();
}

// REQUIRES: the event of this row is not in the log yet.
void LogBuilder::CountTimeless(std::string_view time) {
  if (time.find_first_not_of(" \t") == std::string_view::npos) {
    ++times_empty_;
    return;
  }
  if (unreadable_++ > 0) return;
  first_unreadable_row_ = log_.events.size() + 1;
  first_unreadable_time_ = TruncateUtf8(time, kMaxShownTimeBytes);
  for (char& c : first_unreadable_time_) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';  // it will stand in a terminal
  }
}

Result<EventLog> LogBuilder::Finish() {
  if (log_.events.empty()) return InvalidArgument("the log has a header and no events");
  if (!has_sequence_) {
    std::vector<uint32_t> order(log_.events.size());
    std::iota(order.begin(), order.end(), 0U);
    if (all_times_) {
      std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        return log_.events[a].time_us < log_.events[b].time_us;
      });
    }
    for (uint32_t i = 0; i < order.size(); ++i) log_.events[order[i]].sequence = i;
  }
  if (report_ != nullptr) {
    report_->rows = log_.events.size();
    report_->times_empty = times_empty_;
    report_->times_unreadable = unreadable_;
    report_->first_unreadable_row = first_unreadable_row_;
    report_->first_unreadable_time = first_unreadable_time_;
  }
  return std::move(log_);
}

}  // namespace adit
