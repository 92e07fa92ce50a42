#include "collector/discovery/guidance.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "collector/discovery/decoder.h"
#include "collector/discovery/learner.h"
#include "collector/discovery/pause_buckets.h"
#include "collector/discovery/routine_profile.h"

namespace adit {
namespace {

constexpr size_t kFewestFound = 2;
constexpr size_t kFewestSteps = 2;
constexpr uint32_t kLongestGap = 8;  // steps of other work between two of a way
constexpr float kUnknownConfidence = 0.5F;
constexpr uint32_t kFree = UINT32_MAX;

void Remove(const std::vector<bool>& drop, Assignment& found) {
  size_t kept = 0;
  for (size_t p = 0; p < found.pieces.size(); ++p) {
    if (drop[p]) continue;
    if (kept != p) found.pieces[kept] = std::move(found.pieces[p]);
    found.routine[kept] = found.routine[p];
    if (!found.confidence.empty()) found.confidence[kept] = found.confidence[p];
    ++kept;
  }
  found.pieces.resize(kept);
  found.routine.resize(kept);
  if (!found.confidence.empty()) found.confidence.resize(kept);
}

class Follower {
 public:
  Follower(const Guidance& guidance, const StepLog& log, const DiscoveryOptions& options,
           Learnt& learnt)
      : guidance_(guidance),
        log_(log),
        options_(options),
        learnt_(learnt),
        signatures_(LabelSignatures(log)) {}

  void Run() {
    const bool changed = DropWrong();
    std::vector<std::pair<const GivenRoutine*, size_t>> planted;
    const std::vector<RoutineIdentity> profiles = Profiles();
    for (const GivenRoutine& given : guidance_.confirmed) {
      if (MostAlike(profiles, given.identity)) continue;
      const size_t count = Plant(given, false, {});
      if (count > 0) planted.emplace_back(&given, count);
    }
    if (changed || !planted.empty()) DecodeAgain();
    for (const auto& [given, count] : planted) Hold(*given, count);
    for (const GivenBorders& borders : guidance_.borders) Cut(borders);
    const std::vector<uint32_t>& routine = learnt_.assignment.routine;
    if (routine.empty()) return;
    const uint32_t highest = *std::max_element(routine.begin(), routine.end());
    if (learnt_.model.routines.size() <= highest) learnt_.model.routines.resize(highest + 1);
  }

 private:
  [[nodiscard]] uint64_t SignatureOf(uint32_t step) const {
    return signatures_[log_.steps[step].label];
  }

  static double Best(const std::vector<RoutineIdentity>& among, const RoutineIdentity& one) {
    double best = 0;
    for (const RoutineIdentity& other : among) best = std::max(best, Similarity(other, one));
    return best;
  }

  bool DropWrong() {
    if (guidance_.wrong.empty()) return false;
    std::vector<bool> wrong;
    for (const RoutineIdentity& profile : Profiles()) {
      const double like_wrong = Best(guidance_.wrong, profile);
      wrong.push_back(like_wrong >= kSameRoutine && like_wrong >= Best(guidance_.kept, profile));
    }
    std::vector<bool> drop;
    for (const uint32_t routine : learnt_.assignment.routine) drop.push_back(wrong[routine]);
    if (std::find(drop.begin(), drop.end(), true) == drop.end()) return false;
    Remove(drop, learnt_.assignment);
    return true;
  }

  [[nodiscard]] std::vector<RoutineIdentity> Profiles() const {
    return ProfilesOf(log_, signatures_, learnt_.assignment);
  }

  // The routine that is most like `identity`, if one is the same.
  static std::optional<uint32_t> MostAlike(const std::vector<RoutineIdentity>& profiles,
                                           const RoutineIdentity& identity) {
    std::optional<uint32_t> routine;
    double best = 0;
    for (uint32_t r = 0; r < profiles.size(); ++r) {
      const double similarity = Similarity(identity, profiles[r]);
      if (similarity >= kSameRoutine && similarity > best) routine = r, best = similarity;
    }
    return routine;
  }

  // What lost instances against the others is kept as its ways stand.
  void Hold(const GivenRoutine& given, size_t planted) {
    const std::vector<uint32_t>& routines = learnt_.assignment.routine;
    const std::optional<uint32_t> routine = MostAlike(Profiles(), given.identity);
    const auto left =
        static_cast<size_t>(routine ? std::count(routines.begin(), routines.end(), *routine) : 0);
    if (left >= kFewestFound && left * 2 > planted) return;
    if (Plant(given, true, routine) == 0 && !routine) Plant(given, false, {});
  }

  // Adds the occurrences of a given routine's ways as instances of `routine` or a new one and takes
  // their steps from others; how many, 0 when there are too few. `in_noise`: only where no instance
  // is.
  size_t Plant(const GivenRoutine& given, bool in_noise, std::optional<uint32_t> routine) {
    Assignment& assignment = learnt_.assignment;
    std::vector<uint32_t> owner(log_.steps.size(), kFree);
    for (uint32_t p = 0; p < assignment.pieces.size(); ++p) {
      for (const uint32_t step : assignment.pieces[p]) owner[step] = p;
    }
    std::vector<bool> taken(log_.steps.size(), false);
    for (size_t step = 0; in_noise && step < owner.size(); ++step)
      taken[step] = owner[step] != kFree;
    std::vector<std::vector<uint64_t>> ways = given.ways;
    // The longer way first: the shorter one may be a part of it.
    std::stable_sort(ways.begin(), ways.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    std::vector<Piece> found;
    for (const std::vector<uint64_t>& way : ways) {
      if (way.size() < kFewestSteps) continue;
      for (const Session& session : log_.sessions) FindWay(session, way, taken, found);
    }
    if (found.size() < (routine ? 1 : kFewestFound)) return 0;
    uint32_t number = static_cast<uint32_t>(learnt_.model.routines.size());
    for (const uint32_t other : assignment.routine) number = std::max(number, other + 1);
    if (routine) number = *routine;
    std::sort(found.begin(), found.end());
    Take(found, owner, assignment);
    for (Piece& piece : found) {
      assignment.pieces.push_back(std::move(piece));
      assignment.routine.push_back(number);
      if (!assignment.confidence.empty()) assignment.confidence.push_back(kUnknownConfidence);
    }
    return found.size();
  }

  void FindWay(const Session& session, const std::vector<uint64_t>& way, std::vector<bool>& taken,
               std::vector<Piece>& found) const {
    for (uint32_t at = session.begin; at < session.end; ++at) {
      if (taken[at] || SignatureOf(at) != way[0]) continue;
      Piece piece = {at};
      for (uint32_t next = at + 1; piece.size() < way.size() && next < session.end &&
                                   next - piece.back() <= kLongestGap + 1;
           ++next) {
        if (!taken[next] && SignatureOf(next) == way[piece.size()]) piece.push_back(next);
      }
      if (piece.size() < way.size()) continue;
      // From its end backwards it is as short as it can be.
      size_t open = way.size() - 1;
      for (uint32_t back = piece.back(); open > 0 && back-- > at;) {
        if (!taken[back] && SignatureOf(back) == way[open - 1]) piece[--open] = back;
      }
      for (const uint32_t step : piece) taken[step] = true;
      found.push_back(std::move(piece));
    }
  }

  // What loses half of its steps or more is no instance any longer.
  void Take(const std::vector<Piece>& found, const std::vector<uint32_t>& owner,
            Assignment& assignment) const {
    std::set<uint32_t> touched;
    std::set<uint32_t> gone;
    for (const Piece& piece : found) {
      for (const uint32_t step : piece) {
        if (owner[step] != kFree) touched.insert(owner[step]), gone.insert(step);
      }
    }
    if (touched.empty()) return;
    std::vector<bool> drop(assignment.pieces.size(), false);
    for (const uint32_t p : touched) {
      Piece& piece = assignment.pieces[p];
      const size_t before = piece.size();
      std::erase_if(piece, [&](uint32_t step) { return gone.contains(step); });
      drop[p] = piece.size() < kFewestSteps || piece.size() * 2 <= before;
    }
    Remove(drop, assignment);
  }

  // All sessions under the routines as they are now.
  void DecodeAgain() {
    std::vector<uint32_t> all(log_.sessions.size());
    std::iota(all.begin(), all.end(), 0U);
    std::vector<uint8_t> pause;
    if (options_.evidence.times && !options_.ignore_time) pause = PauseBuckets(log_);
    EstimateOptions estimate;
    estimate.times = options_.evidence.times;
    estimate.values = options_.evidence.data_links;
    StepModel model = EstimateModel(log_, all, learnt_.assignment, pause, estimate);
    DecodeOptions decode;
    decode.open_tasks = options_.evidence.interleaving ? 3 : 1;
    Assignment found = model.routines.empty()
                           ? Assignment()
                           : Decode(log_, all, model, pause, decode, options_.threads);
    for (size_t p = 0; p < found.pieces.size(); ++p) {
      const PieceBits bits = BitsOf(log_, model, found.pieces[p], found.routine[p]);
      found.confidence.push_back(
          static_cast<float>(std::clamp(1 - bits.routine / std::max(1.0, bits.noise), 0.0, 1.0)));
    }
    learnt_.bits = found.pieces.empty() ? learnt_.bits_noise_only : found.bits;
    learnt_.model = std::move(model);
    learnt_.assignment = std::move(found);
  }

  void Cut(const GivenBorders& borders) {
    const std::optional<uint32_t> routine = MostAlike(Profiles(), borders.identity);
    if (!routine) return;
    const std::set<uint64_t> starts(borders.starts.begin(), borders.starts.end());
    const std::set<uint64_t> ends(borders.ends.begin(), borders.ends.end());
    Assignment& found = learnt_.assignment;
    const size_t count = found.pieces.size();
    std::vector<bool> drop(count, false);
    for (size_t p = 0; p < count; ++p) {
      if (found.routine[p] != *routine) continue;
      std::vector<Piece> parts = Parts(found.pieces[p], starts, ends);
      if (parts.size() == 1 && parts[0].size() == found.pieces[p].size()) continue;
      drop[p] = true;
      for (Piece& part : parts) {
        found.pieces.push_back(std::move(part));
        found.routine.push_back(*routine);
        if (!found.confidence.empty()) found.confidence.push_back(found.confidence[p]);
      }
    }
    drop.resize(found.pieces.size(), false);
    Remove(drop, found);
  }

  // One instance between marked borders each. An instance that never comes by a mark is left as it
  // is: nothing was said about it.
  std::vector<Piece> Parts(const Piece& piece, const std::set<uint64_t>& starts,
                           const std::set<uint64_t>& ends) const {
    const auto is = [&](const std::set<uint64_t>& marks, uint32_t step) {
      return marks.contains(SignatureOf(step));
    };
    const auto any = [&](const std::set<uint64_t>& marks) {
      return std::any_of(piece.begin(), piece.end(),
                         [&](uint32_t step) { return is(marks, step); });
    };
    const bool by_start = any(starts);
    const bool by_end = any(ends);
    if (!by_start && !by_end) return {piece};
    std::vector<Piece> parts;
    bool open = !by_start;
    Piece part;
    const auto close = [&] {
      if (part.size() >= kFewestSteps) parts.push_back(part);
      part.clear();
    };
    for (const uint32_t step : piece) {
      if (by_start && is(starts, step)) {
        // Without a mark of the end whatever comes before the next start belongs to this one.
        if (!by_end) close();
        part.clear();
        open = true;
      }
      if (open) part.push_back(step);
      if (open && by_end && is(ends, step)) {
        close();
        open = !by_start;
      }
    }
    if (!by_end) close();
    return parts;
  }

  const Guidance& guidance_;
  const StepLog& log_;
  const DiscoveryOptions& options_;
  Learnt& learnt_;
  const std::vector<uint64_t> signatures_;
};

}  // namespace

void Follow(const Guidance& guidance, const StepLog& log, const DiscoveryOptions& options,
            Learnt& learnt) {
  if (!guidance.empty()) Follower(guidance, log, options, learnt).Run();
}

}  // namespace adit
