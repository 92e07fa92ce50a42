// SessionOrdinal: the number of the desktop session an event belongs to, rising over restarts.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/event_fields.h"
#include "common/io/file_system.h"

namespace adit {

// A new session begins with each start of the agent (log-in, boot, update) and with each unlock.
// The last number is kept in one small file, so that no number names two sessions of an endpoint.
// One thread.
class SessionOrdinal {
 public:
  // Begins a session. A file that is missing or unreadable counts as none: numbers start at 1.
  // `files` must outlive this.
  SessionOrdinal(FileSystem& files, std::string path);

  // The session of an event, given in the order of events. The unlock is the first of its session.
  uint32_t Of(const EventFields& event);

 private:
  void Begin();

  FileSystem& files_;
  const std::string path_;
  uint32_t number_ = 0;
  bool failing_ = false;
};

}  // namespace adit
