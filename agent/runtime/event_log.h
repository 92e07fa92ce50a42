// EventLog: what administrators read in the Windows event log, source "Adit Agent". The messages
// are those of installer/windows/event_messages.mc.
#pragma once

#include <cstdint>
#include <string>

namespace adit {

enum class EventMessage : uint16_t {
  kServiceStarted = 1,
  kServiceStopped = 2,
  kAgentStarted = 3,
  kAgentEnded = 4,
  kAgentNotStarted = 5,
  kClientRefused = 6,
  kServiceFailed = 7,
};

// Writes one event with its two details; nothing when the system takes none. Never a person's name.
class EventLog {
 public:
  EventLog();
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  void Write(EventMessage message, const std::string& first = "", const std::string& second = "");

 private:
  void* const source_;  // HANDLE
};

}  // namespace adit
