// SessionKeeper: which desktop sessions have an agent, and when one that ended is started again.
// Knows no system: a service asks it what to do.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace adit {

// A session of a person who is logged on.
struct DesktopSession {
  uint32_t id = 0;
  std::string user;  // the system's name of the user, never logged
};

// Starts agents in sessions.
class SessionLauncher {
 public:
  virtual ~SessionLauncher() = default;
  // The process that was started in that session, as its user.
  [[nodiscard]] virtual Result<uint64_t> Launch(const DesktopSession& session) = 0;
  // Whether it ended, and how. An ended process is forgotten by this call.
  [[nodiscard]] virtual bool HasEnded(uint64_t process, int& exit_code) = 0;
  // Asks it to end and lets go of it.
  virtual void Release(uint64_t process) = 0;
};

// What an administrator is told.
struct SessionNote {
  enum class Kind : uint8_t { kStarted, kEnded, kNotStarted };
  Kind kind = Kind::kStarted;
  uint32_t session = 0;
  std::string detail;
  friend bool operator==(const SessionNote&, const SessionNote&) = default;
};

// One agent a session. One that ends is started again after 10 s, then twice as long up to 10 min;
// one that ran for a minute begins at 10 s again; one that ended for a reason that only a person
// can mend (exit codes 2, 3, 4, 6) waits the longest at once. Times are monotonic µs. One thread.
class SessionKeeper {
 public:
  explicit SessionKeeper(SessionLauncher& launcher) : launcher_(launcher) {}
  // Call about every second with all sessions there are.
  void Tick(int64_t now_us, const std::vector<DesktopSession>& sessions);
  // Ends all agents.
  void Stop();
  [[nodiscard]] std::vector<SessionNote> TakeNotes();
  // The user of the session in which that process was started; empty for a foreign process.
  [[nodiscard]] std::string UserOf(uint64_t process) const;

 private:
  struct Kept {
    std::string user;
    uint64_t process = 0;  // 0: none runs
    int64_t started_us = 0;
    int64_t next_start_us = 0;
    int64_t pause_us = 0;
    bool failure_told = false;
  };
  void Note(SessionNote::Kind kind, uint32_t session, std::string detail);
  void Look(int64_t now_us, uint32_t id, Kept& kept);

  SessionLauncher& launcher_;
  std::map<uint32_t, Kept> kept_;
  std::vector<SessionNote> notes_;
};

}  // namespace adit
