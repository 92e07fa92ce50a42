#include "agent/runtime/event_log.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr wchar_t kSource[] = L"Adit Agent";

// Severity stands in the two highest bits of an event's number, as in the message file.
DWORD NumberOf(EventMessage message, WORD type) {
  const DWORD severity = type == EVENTLOG_ERROR_TYPE ? 3 : type == EVENTLOG_WARNING_TYPE ? 2 : 1;
  return severity << 30 | static_cast<DWORD>(message);
}

WORD TypeOf(EventMessage message) {
  switch (message) {
    case EventMessage::kAgentEnded:
    case EventMessage::kAgentNotStarted:
    case EventMessage::kClientRefused:
      return EVENTLOG_WARNING_TYPE;
    case EventMessage::kServiceFailed:
      return EVENTLOG_ERROR_TYPE;
    default:
      return EVENTLOG_INFORMATION_TYPE;
  }
}

}  // namespace

EventLog::EventLog() : source_(RegisterEventSourceW(nullptr, kSource)) {}

EventLog::~EventLog() {
  if (source_ != nullptr) DeregisterEventSource(source_);
}

void EventLog::Write(EventMessage message, const std::string& first, const std::string& second) {
  if (source_ == nullptr) return;
  const std::wstring one = ToWide(first);
  const std::wstring two = ToWide(second);
  const wchar_t* texts[] = {one.c_str(), two.c_str()};
  const WORD type = TypeOf(message);
  ReportEventW(source_, type, 0, NumberOf(message, type), nullptr, 2, 0, texts, nullptr);
}

}  // namespace adit
