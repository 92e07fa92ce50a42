// Any bytes as a UI log, CSV or XES: the reader refuses them and says why, or gives a log that can
// be written as CSV and read again to the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/reconstruct/log_reader.h"
#include "common/base/check.h"

namespace {

using adit::EventLog;
using adit::LogEvent;

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// Without times: how they are read is settled by the whole column.
std::string ToCsv(const EventLog& log) {
  std::string text = "user,app,window,element,action,value\n";
  for (const LogEvent& event : log.events) {
    for (const uint32_t part :
         {event.user, event.app, event.window, event.element, event.action, event.value}) {
      text += Quoted(log.strings.At(part)) + ",";
    }
    text.back() = '\n';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto source =
      adit::TextSource::FromString(std::string(reinterpret_cast<const char*>(data), size));
  adit::LogReport report;
  adit::LogTruth truth;
  const auto read = adit::ReadUiLog(*source, {}, &report, &truth);
  if (!read.ok()) {
    ADIT_CHECK(!read.status().message().empty());
    return 0;
  }
  ADIT_CHECK(report.rows >= read->events.size());
  ADIT_CHECK(!truth.has_noise || truth.noise.size() == read->events.size());
  ADIT_CHECK(!truth.has_case || truth.cases.size() == read->events.size());
  const std::string written = ToCsv(*read);
  const auto copy = adit::TextSource::FromString(written);
  const auto again = adit::ReadUiLog(*copy, {}, nullptr, nullptr);
  if (!again.ok()) {
    // The written form may pass a limit that the read one kept: quotes are doubled.
    ADIT_CHECK(again.status().code() == adit::StatusCode::kResourceExhausted ||
               read->events.empty());
    return 0;
  }
  ADIT_CHECK(again->events.size() == read->events.size());
  ADIT_CHECK(ToCsv(*again) == written);
  return 0;
}
