#include "collector/discovery/fragments.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace adit {
namespace {

constexpr uint32_t kNobody = 0xFFFFFFFFU;
constexpr uint32_t kNearSteps = 6;     // between the end of one and the beginning of the next
constexpr double kNearlyAlways = 0.9;  // beyond chance

constexpr double kMostlyInside = 0.5;

enum class Place : uint8_t { kBefore, kAfter, kInside };

struct Neighbours {
  std::vector<uint32_t> next, previous, host;  // instance numbers
};

std::vector<uint32_t> SessionOfSteps(const StepLog& log, const Assignment& assignment) {
  std::vector<uint32_t> out(assignment.pieces.size());
  for (size_t p = 0; p < out.size(); ++p) {
    const auto after =
        std::upper_bound(log.sessions.begin(), log.sessions.end(), assignment.pieces[p].front(),
                         [](uint32_t step, const Session& s) { return step < s.begin; });
    out[p] = static_cast<uint32_t>(after - log.sessions.begin()) - 1;
  }
  return out;
}

Neighbours FindNeighbours(const StepLog& log, const Assignment& assignment) {
  const size_t n = assignment.pieces.size();
  const auto session = SessionOfSteps(log, assignment);
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return assignment.pieces[a].front() < assignment.pieces[b].front();
  });
  Neighbours out;
  out.next.assign(n, kNobody);
  out.previous.assign(n, kNobody);
  out.host.assign(n, kNobody);
  constexpr size_t kLook = 4;
  for (size_t i = 0; i < n; ++i) {
    const uint32_t p = order[i];
    const uint32_t first = assignment.pieces[p].front();
    const uint32_t last = assignment.pieces[p].back();
    for (size_t j = i + 1; j < n && j <= i + kLook; ++j) {
      const uint32_t q = order[j];
      if (session[q] != session[p]) break;
      const uint32_t begin = assignment.pieces[q].front();
      if (begin <= last || begin - last > kNearSteps || out.previous[q] != kNobody) continue;
      out.next[p] = q;
      out.previous[q] = p;
      break;
    }
    for (size_t j = i; j > 0 && j + kLook > i; --j) {
      const uint32_t q = order[j - 1];
      if (session[q] != session[p]) break;
      if (assignment.pieces[q].front() < first && assignment.pieces[q].back() > last) {
        out.host[p] = q;
        break;
      }
    }
  }
  return out;
}

struct Bond {
  double strength = 0;
  uint32_t fragment = kNobody;
  uint32_t whole = kNobody;
  Place place = Place::kBefore;
};

// The strongest bond of each routine, strongest first.
std::vector<Bond> FindBonds(const Assignment& assignment, const Neighbours& near) {
  std::map<uint32_t, double> count;
  for (const uint32_t r : assignment.routine) ++count[r];
  const double all = static_cast<double>(assignment.pieces.size());
  std::vector<Bond> out;
  for (const Place place : {Place::kBefore, Place::kAfter, Place::kInside}) {
    const auto& partner = place == Place::kBefore  ? near.next
                          : place == Place::kAfter ? near.previous
                                                   : near.host;
    std::map<std::pair<uint32_t, uint32_t>, double> together;
    for (size_t p = 0; p < assignment.pieces.size(); ++p) {
      if (partner[p] != kNobody)
        ++together[{assignment.routine[p], assignment.routine[partner[p]]}];
    }
    for (const auto& [pair, n] : together) {
      if (pair.first == pair.second || n < 3) continue;
      const double chance = place == Place::kInside ? 0 : count[pair.second] / all;
      const double strength = chance >= 1 ? 0 : (n / count[pair.first] - chance) / (1 - chance);
      if (strength >= (place == Place::kInside ? kMostlyInside : kNearlyAlways))
        out.push_back({strength, pair.first, pair.second, place});
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Bond& a, const Bond& b) { return a.strength > b.strength; });
  return out;
}

}  // namespace

uint32_t JoinFragments(const StepLog& log, Assignment& assignment) {
  const Neighbours near = FindNeighbours(log, assignment);
  std::set<uint32_t> touched;
  std::vector<bool> gone(assignment.pieces.size(), false);
  uint32_t joined = 0;
  for (const Bond& bond : FindBonds(assignment, near)) {
    if (touched.count(bond.fragment) > 0 || touched.count(bond.whole) > 0) continue;
    touched.insert(bond.fragment);
    touched.insert(bond.whole);
    const auto& partner = bond.place == Place::kBefore  ? near.next
                          : bond.place == Place::kAfter ? near.previous
                                                        : near.host;
    for (size_t p = 0; p < assignment.pieces.size(); ++p) {
      if (gone[p] || assignment.routine[p] != bond.fragment) continue;
      const uint32_t q = partner[p];
      assignment.routine[p] = bond.whole;
      if (q == kNobody || gone[q] || assignment.routine[q] != bond.whole) continue;
      Piece both;
      std::merge(assignment.pieces[p].begin(), assignment.pieces[p].end(),
                 assignment.pieces[q].begin(), assignment.pieces[q].end(),
                 std::back_inserter(both));
      assignment.pieces[q] = std::move(both);
      gone[p] = true;
    }
    ++joined;
  }
  size_t kept = 0;
  for (size_t p = 0; p < gone.size(); ++p) {
    if (gone[p]) continue;
    if (kept != p) assignment.pieces[kept] = std::move(assignment.pieces[p]);
    assignment.routine[kept] = assignment.routine[p];
    ++kept;
  }
  assignment.pieces.resize(kept);
  assignment.routine.resize(kept);
  return joined;
}

}  // namespace adit
