#include "agent/runtime/session_keeper.h"

#include <algorithm>
#include <utility>

#include "agent/runtime/commands.h"

namespace adit {
namespace {

constexpr int64_t kFirstPauseUs = 10'000'000;
constexpr int64_t kLongestPauseUs = 600'000'000;
constexpr int64_t kLongRunUs = 60'000'000;
constexpr size_t kMaxNotes = 100;

bool NeedsAPerson(int exit_code) {
  return exit_code == kAgentExitUsage || exit_code == kAgentExitInput ||
         exit_code == kAgentExitRefused || exit_code == kAgentExitNotEnrolled;
}

}  // namespace

void SessionKeeper::Note(SessionNote::Kind kind, uint32_t session, std::string detail) {
  if (notes_.size() < kMaxNotes) notes_.push_back({kind, session, std::move(detail)});
}

void SessionKeeper::Look(int64_t now_us, uint32_t id, Kept& kept) {
  int code = 0;
  if (kept.process == 0 || !launcher_.HasEnded(kept.process, code)) return;
  kept.process = 0;
  if (now_us - kept.started_us >= kLongRunUs) kept.pause_us = 0;
  kept.pause_us = NeedsAPerson(code)   ? kLongestPauseUs
                  : kept.pause_us == 0 ? kFirstPauseUs
                                       : std::min(kept.pause_us * 2, kLongestPauseUs);
  kept.next_start_us = now_us + kept.pause_us;
  Note(SessionNote::Kind::kEnded, id,
       "exit code " + std::to_string(code) + ", started again in " +
           std::to_string(kept.pause_us / 1'000'000) + " s");
}

void SessionKeeper::Tick(int64_t now_us, const std::vector<DesktopSession>& sessions) {
  for (auto it = kept_.begin(); it != kept_.end();) {
    const auto same = [&](const DesktopSession& session) {
      return session.id == it->first && session.user == it->second.user;
    };
    if (std::any_of(sessions.begin(), sessions.end(), same)) {
      ++it;
      continue;
    }
    // Logged off, or another person has the number now.
    if (it->second.process != 0) launcher_.Release(it->second.process);
    it = kept_.erase(it);
  }
  for (const DesktopSession& session : sessions) {
    Kept& kept = kept_[session.id];
    kept.user = session.user;
    Look(now_us, session.id, kept);
    if (kept.process != 0 || now_us < kept.next_start_us) continue;
    const Result<uint64_t> process = launcher_.Launch(session);
    if (process.ok()) {
      kept.process = *process;
      kept.started_us = now_us;
      kept.failure_told = false;
      Note(SessionNote::Kind::kStarted, session.id, "");
      continue;
    }
    kept.pause_us =
        kept.pause_us == 0 ? kFirstPauseUs : std::min(kept.pause_us * 2, kLongestPauseUs);
    kept.next_start_us = now_us + kept.pause_us;
    if (!std::exchange(kept.failure_told, true)) {
      Note(SessionNote::Kind::kNotStarted, session.id, process.status().message());
    }
  }
}

void SessionKeeper::Stop() {
  for (auto& [id, kept] : kept_) {
    if (kept.process != 0) launcher_.Release(kept.process);
  }
  kept_.clear();
}

std::vector<SessionNote> SessionKeeper::TakeNotes() { return std::exchange(notes_, {}); }

std::string SessionKeeper::UserOf(uint64_t process) const {
  for (const auto& [id, kept] : kept_) {
    if (kept.process == process) return kept.user;
  }
  return {};
}

}  // namespace adit
