#include "collector/reconstruct/person_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace adit {
namespace {

// Some recorders leave the user out of system events (clipboard): these belong to the person at
// work.
std::vector<uint32_t> FillUsers(const EventLog& log) {
  std::vector<uint32_t> users(log.events.size(), 0);
  uint32_t current = 0;
  for (const LogEvent& e : log.events) {
    if (e.user != 0) {
      current = e.user;
      break;
    }
  }
  for (size_t i = 0; i < users.size(); ++i) {
    if (log.events[i].user != 0) current = log.events[i].user;
    users[i] = current;
  }
  return users;
}

bool NumbersRepeat(const EventLog& log, const uint32_t* begin, const uint32_t* end) {
  for (const uint32_t* i = begin; i + 1 < end; ++i) {
    if (log.events[*i].sequence == log.events[*(i + 1)].sequence) return true;
  }
  return false;
}

}  // namespace

PersonOrder OrderByPerson(const EventLog& log, bool ignore_time) {
  PersonOrder out;
  out.user = FillUsers(log);
  const size_t n = log.events.size();
  out.order.resize(n);
  std::iota(out.order.begin(), out.order.end(), 0U);
  // Users are ranked by name once, so that the order of batches does not show in the result.
  std::vector<uint32_t> rank(log.strings.size(), 0);
  std::vector<uint32_t> names(out.user);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::sort(names.begin(), names.end(),
            [&](uint32_t a, uint32_t b) { return log.strings.At(a) < log.strings.At(b); });
  for (uint32_t i = 0; i < names.size(); ++i) rank[names[i]] = i;
  std::stable_sort(out.order.begin(), out.order.end(), [&](uint32_t a, uint32_t b) {
    return std::tuple(rank[out.user[a]], log.events[a].sequence) <
           std::tuple(rank[out.user[b]], log.events[b].sequence);
  });
  uint64_t pairs = 0;
  uint64_t backwards = 0;
  bool any_time = false;
  for (size_t begin = 0; begin < n;) {
    size_t end = begin;
    while (end < n && out.user[out.order[end]] == out.user[out.order[begin]]) ++end;
    out.begins.push_back(static_cast<uint32_t>(begin));
    uint32_t* const from = out.order.data() + begin;
    uint32_t* const to = out.order.data() + end;
    if (NumbersRepeat(log, from, to)) {
      std::stable_sort(from, to, [&](uint32_t a, uint32_t b) {
        return std::tuple(log.events[a].time_us, log.events[a].sequence) <
               std::tuple(log.events[b].time_us, log.events[b].sequence);
      });
    }
    for (const uint32_t* i = from; i < to; ++i) {
      any_time = any_time || log.events[*i].time_us != kNoTime;
      if (i + 1 == to) break;
      ++pairs;
      backwards += log.events[*(i + 1)].time_us < log.events[*i].time_us ? 1 : 0;
    }
    begin = end;
  }
  out.begins.push_back(static_cast<uint32_t>(n));
  out.times_usable = !ignore_time && any_time && backwards * 50 <= pairs;
  return out;
}

}  // namespace adit
