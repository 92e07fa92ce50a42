#include "collector/discovery/routine_search.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "collector/discovery/mixture.h"
#include "collector/discovery/routine_cost.h"

namespace adit {
namespace {

constexpr uint32_t kNobody = 0xFFFFFFFFU;
constexpr uint32_t kNearSteps = 6;  // between the end of one and the beginning of the next
constexpr uint32_t kFewestPairs = 3;
constexpr int kRounds = 12;
constexpr double kLeastGain = 4;  // bits
constexpr size_t kLookBack = 4;   // instances
// Weighted Jaccard index of the labels: of variants at least, of different routines at most.
constexpr double kAlike = 0.5;
constexpr double kUnlike = 0.25;
constexpr double kShareSaved = 0.02;  // of a routine's bits, by taking alike kinds apart
constexpr size_t kKindsTried = 4;

enum class Place : uint8_t { kAfter, kBefore, kInside, kVariant };

struct Move {
  double gain = 0;
  uint32_t host = 0;  // routine that takes the others' instances in
  uint32_t guest = 0;
  Place place = Place::kAfter;
  bool host_rest =
      false;  // instances of the host without a partner become variants of what is joined
  bool guest_rest = false;
};

// A joined instance: the host's and the guests' pieces.
struct Joint {
  uint32_t host = 0;
  std::vector<uint32_t> guests;
};

class Search {
 public:
  Search(const StepLog& log, const StepModel& model, const std::vector<uint8_t>& pause,
         Assignment& assignment)
      : log_(log), pause_(pause), assignment_(assignment), cost_(log, model, assignment) {}

  double Run() {
    double saved = 0;
    for (int round = 0; round < kRounds; ++round) {
      Prepare();
      const double split = SplitMixtures();
      saved += split;
      if (split > 0) Prepare();
      std::vector<Move> moves;
      for (const auto& [pair, count] : Candidates()) {
        const Move move = Evaluate(std::get<0>(pair), std::get<1>(pair), std::get<2>(pair));
        if (move.gain > kLeastGain) moves.push_back(move);
      }
      std::stable_sort(moves.begin(), moves.end(),
                       [](const Move& a, const Move& b) { return a.gain > b.gain; });
      std::set<uint32_t> touched;
      bool any = false;
      for (const Move& move : moves) {
        if (touched.count(move.host) > 0 || touched.count(move.guest) > 0) continue;
        touched.insert(move.host);
        touched.insert(move.guest);
        Apply(move);
        saved += move.gain;
        any = true;
      }
      any = any || split > 0;
      Compact();
      if (any) continue;
      if (across_) break;
      across_ = true;
    }
    return saved;
  }

 private:
  using Pair = std::tuple<uint32_t, uint32_t, Place>;

  void Prepare() {
    const size_t n = assignment_.pieces.size();
    members_.clear();
    for (uint32_t p = 0; p < n; ++p) members_[assignment_.routine[p]].push_back(p);
    next_routine_ = members_.empty() ? 0 : members_.rbegin()->first + 1;
    routine_bits_.clear();
    for (const auto& [routine, list] : members_) routine_bits_[routine] = cost_.Of(Pieces(list));
    taken_.assign(log_.steps.size(), false);
    for (const Piece& piece : assignment_.pieces) {
      for (const uint32_t step : piece) taken_[step] = true;
    }
    FindNeighbours();
    gone_.assign(n, false);
  }

  std::vector<const Piece*> Pieces(const std::vector<uint32_t>& list) const {
    std::vector<const Piece*> out;
    for (const uint32_t p : list) out.push_back(&assignment_.pieces[p]);
    return out;
  }

  void FindNeighbours() {
    const size_t n = assignment_.pieces.size();
    std::vector<uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    const auto first = [&](uint32_t p) { return assignment_.pieces[p].front(); };
    const auto last = [&](uint32_t p) { return assignment_.pieces[p].back(); };
    std::sort(order.begin(), order.end(),
              [&](uint32_t a, uint32_t b) { return first(a) < first(b); });
    std::vector<uint32_t> session(n);
    for (uint32_t p = 0; p < n; ++p) {
      const auto after =
          std::upper_bound(log_.sessions.begin(), log_.sessions.end(), first(p),
                           [](uint32_t step, const Session& s) { return step < s.begin; });
      session[p] = static_cast<uint32_t>(after - log_.sessions.begin()) - 1;
    }
    // Steps that nothing has taken, up to each: other instances in between are no distance.
    std::vector<uint32_t> free(log_.steps.size() + 1, 0);
    for (size_t i = 0; i < log_.steps.size(); ++i) free[i + 1] = free[i] + (taken_[i] ? 0 : 1);
    after_.assign(n, {});
    before_.assign(n, {});
    host_.assign(n, kNobody);
    for (size_t i = 0; i < n; ++i) {
      const uint32_t p = order[i];
      uint32_t between = kNobody;  // last step of what soonest ends after p
      for (size_t j = i + 1; j < n && j <= i + kLookBack; ++j) {
        const uint32_t q = order[j];
        if (session[q] != session[p]) break;
        if (first(q) <= last(p)) continue;
        if ((!across_ && first(q) > between) || free[first(q)] - free[last(p)] > kNearSteps) break;
        between = std::min(between, last(q));
        after_[p].push_back(q);
        before_[q].insert(before_[q].begin(), p);
      }
      for (size_t j = i; j > 0 && j + kLookBack > i; --j) {
        const uint32_t q = order[j - 1];
        if (session[q] != session[p]) break;
        if (first(q) < first(p) && last(q) > last(p)) {
          host_[p] = q;
          break;
        }
      }
    }
  }

  // The nearest instance of a routine after this one, where this one is the nearest before it.
  uint32_t Next(uint32_t p, uint32_t routine) const { return Near(p, routine, after_, before_); }
  uint32_t Previous(uint32_t p, uint32_t routine) const {
    return Near(p, routine, before_, after_);
  }
  uint32_t Near(uint32_t p, uint32_t routine, const std::vector<std::vector<uint32_t>>& forth,
                const std::vector<std::vector<uint32_t>>& back) const {
    const uint32_t q = FirstOf(forth[p], routine);
    return q != kNobody && FirstOf(back[q], assignment_.routine[p]) == p ? q : kNobody;
  }
  uint32_t FirstOf(const std::vector<uint32_t>& pieces, uint32_t routine) const {
    for (const uint32_t p : pieces) {
      if (assignment_.routine[p] == routine) return p;
    }
    return kNobody;
  }

  std::map<Pair, uint32_t> Candidates() const {
    std::map<Pair, uint32_t> out;
    const auto& routine = assignment_.routine;
    for (uint32_t p = 0; p < routine.size(); ++p) {
      for (const uint32_t q : after_[p]) {
        if (Next(p, routine[q]) != q) continue;
        ++out[{routine[p], routine[q], Place::kAfter}];
        if (routine[p] != routine[q]) ++out[{routine[q], routine[p], Place::kBefore}];
      }
      if (host_[p] != kNobody && routine[p] != routine[host_[p]]) {
        ++out[{routine[host_[p]], routine[p], Place::kInside}];
      }
    }
    std::erase_if(out, [](const auto& entry) { return entry.second < kFewestPairs; });
    AddAlike(out);
    return out;
  }

  // Of each label, the share of instances that have it.
  using Shares = std::map<uint32_t, double>;
  Shares SharesOf(const std::vector<uint32_t>& list) const {
    Shares out;
    for (const uint32_t p : list) {
      std::set<uint32_t> labels;
      for (const uint32_t step : assignment_.pieces[p]) labels.insert(log_.steps[step].label);
      for (const uint32_t label : labels) out[label] += 1.0 / static_cast<double>(list.size());
    }
    return out;
  }

  // Weighted Jaccard index.
  static double Likeness(const Shares& a, const Shares& b) {
    double both = 0;
    double either = 0;
    for (const auto& [label, x] : a) {
      const auto found = b.find(label);
      const double y = found == b.end() ? 0 : found->second;
      both += std::min(x, y);
      either += std::max(x, y);
    }
    for (const auto& [label, y] : b) either += a.count(label) > 0 ? 0 : y;
    return either == 0 ? 0 : both / either;
  }

  // Routines that share most of their labels may be variants of one.
  void AddAlike(std::map<Pair, uint32_t>& out) const {
    std::map<uint32_t, Shares> shares;
    for (const auto& [routine, list] : members_) shares[routine] = SharesOf(list);
    for (auto a = shares.begin(); a != shares.end(); ++a) {
      for (auto b = std::next(a); b != shares.end(); ++b) {
        if (Likeness(a->second, b->second) < kAlike) continue;
        out[{a->first, b->first, Place::kVariant}] = 1;
      }
    }
  }

  // A routine whose instances are of two kinds becomes two. Where these have much in common the
  // bits saved must be a good part: they may be variants of one. A graph of two routines without a
  // common step tells both as shortly as two graphs do, so that there the bits need not.
  double SplitMixtures() {
    double saved = 0;
    const auto members = members_;
    for (const auto& [routine, list] : members) {
      double best = kLeastGain;
      std::vector<uint32_t> best_some;
      for (const std::vector<uint32_t>& some : FirstKinds(list)) {
        const auto [kind, others] = SeparateFrom(list, some);
        if (kind.size() < kFewestPairs || others.size() < kFewestPairs) continue;
        const double bits = routine_bits_[routine];
        const double gain = bits - cost_.Of(Pieces(kind)) - cost_.Of(Pieces(others));
        if (gain <= best) continue;
        const bool unlike = Likeness(SharesOf(kind), SharesOf(others)) <= kUnlike;
        if (!unlike && gain < kShareSaved * bits) continue;
        best = gain, best_some = kind;
      }
      if (best_some.empty()) continue;
      for (const uint32_t p : best_some) assignment_.routine[p] = next_routine_;
      ++next_routine_;
      saved += best;
    }
    return saved;
  }

  // Instances that have one label, for the labels that tell most about the others.
  std::vector<std::vector<uint32_t>> FirstKinds(const std::vector<uint32_t>& list) const {
    std::map<uint32_t, std::vector<uint32_t>> with;
    for (const uint32_t p : list) {
      for (const uint32_t step : assignment_.pieces[p]) {
        auto& of_label = with[log_.steps[step].label];
        if (of_label.empty() || of_label.back() != p) of_label.push_back(p);
      }
    }
    std::vector<std::pair<double, std::vector<uint32_t>>> kinds;
    for (auto& [label, some] : with) {
      if (some.size() < kFewestPairs || some.size() + kFewestPairs > list.size()) continue;
      kinds.push_back({Likeness(SharesOf(some), SharesOf(Without(list, some))), std::move(some)});
    }
    std::stable_sort(kinds.begin(), kinds.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::vector<uint32_t>> out;
    for (auto& [likeness, some] : kinds) {
      if (out.size() == kKindsTried) break;
      out.push_back(std::move(some));
    }
    return out;
  }

  static std::vector<uint32_t> Without(const std::vector<uint32_t>& list,
                                       const std::vector<uint32_t>& some) {
    std::vector<uint32_t> out;
    std::set_difference(list.begin(), list.end(), some.begin(), some.end(),
                        std::back_inserter(out));
    return out;
  }

  // The two kinds that `some` and the others turn into.
  std::pair<std::vector<uint32_t>, std::vector<uint32_t>> SeparateFrom(
      const std::vector<uint32_t>& list, const std::vector<uint32_t>& some) const {
    std::vector<bool> first;
    for (const uint32_t p : list) first.push_back(std::binary_search(some.begin(), some.end(), p));
    first = SeparateMixture(log_, Pieces(list), std::move(first));
    std::pair<std::vector<uint32_t>, std::vector<uint32_t>> out;
    for (size_t i = 0; i < list.size(); ++i) (first[i] ? out.first : out.second).push_back(list[i]);
    return out;
  }

  // Which guests each host's instance would take in.
  std::vector<Joint> Joints(uint32_t host, uint32_t guest, Place place) const {
    std::vector<Joint> out;
    if (place == Place::kVariant) return out;
    if (place == Place::kInside) {
      std::map<uint32_t, std::vector<uint32_t>> inside;
      for (const uint32_t q : members_.at(guest)) {
        if (host_[q] != kNobody && assignment_.routine[host_[q]] == host)
          inside[host_[q]].push_back(q);
      }
      for (auto& [p, guests] : inside) out.push_back({p, std::move(guests)});
      return out;
    }
    const bool after = place == Place::kAfter;
    for (const uint32_t p : members_.at(host)) {
      // A run begins where no other of its kind comes before it.
      if (host == guest && Previous(p, host) != kNobody) continue;
      Joint joint;
      joint.host = p;
      for (uint32_t q = p;;) {
        q = after ? Next(q, guest) : Previous(q, guest);
        if (q == kNobody) break;
        joint.guests.push_back(q);
      }
      if (!joint.guests.empty()) out.push_back(std::move(joint));
    }
    return out;
  }

  Piece Joined(const Joint& joint) const {
    Piece out = assignment_.pieces[joint.host];
    for (const uint32_t q : joint.guests) {
      Piece both;
      std::merge(out.begin(), out.end(), assignment_.pieces[q].begin(), assignment_.pieces[q].end(),
                 std::back_inserter(both));
      out = std::move(both);
    }
    return out;
  }

  // Instances of the host and of the guest that no joint takes.
  std::pair<std::vector<uint32_t>, std::vector<uint32_t>> Rest(
      uint32_t host, uint32_t guest, const std::vector<Joint>& joints) const {
    std::set<uint32_t> used;
    for (const Joint& joint : joints) {
      used.insert(joint.host);
      used.insert(joint.guests.begin(), joint.guests.end());
    }
    std::pair<std::vector<uint32_t>, std::vector<uint32_t>> out;
    for (const uint32_t p : members_.at(host)) {
      if (used.count(p) == 0) out.first.push_back(p);
    }
    if (host == guest) return out;
    for (const uint32_t p : members_.at(guest)) {
      if (used.count(p) == 0) out.second.push_back(p);
    }
    return out;
  }

  Move Evaluate(uint32_t host, uint32_t guest, Place place) {
    Move best;
    best.host = host;
    best.guest = guest;
    best.place = place;
    const double before = routine_bits_.at(host) + (host == guest ? 0 : routine_bits_.at(guest));
    if (place == Place::kVariant) {
      auto pieces = Pieces(members_.at(host));
      const auto more = Pieces(members_.at(guest));
      pieces.insert(pieces.end(), more.begin(), more.end());
      best.gain = before - cost_.Of(pieces);
      return best;
    }
    const std::vector<Joint> joints = Joints(host, guest, place);
    if (joints.size() < kFewestPairs) return best;
    std::vector<Piece> joined;
    double context = 0;
    for (const Joint& joint : joints) {
      joined.push_back(Joined(joint));
      const Piece* last = &assignment_.pieces[joint.host];
      for (const uint32_t q : joint.guests) {
        context += cost_.OfJoining(*last, assignment_.pieces[q], pause_, taken_);
        if (place != Place::kInside) last = &assignment_.pieces[q];
      }
    }
    const auto [host_rest, guest_rest] = Rest(host, guest, joints);
    const auto host_pieces = Pieces(host_rest);
    const auto guest_pieces = Pieces(guest_rest);
    // What is left over is a variant only where it holds the larger part of the joined instances: a
    // graph of two routines without a common step tells both as shortly as two graphs do.
    double joined_steps = 0;
    double host_steps = 0;
    for (size_t j = 0; j < joined.size(); ++j) {
      joined_steps += static_cast<double>(joined[j].size());
      host_steps += static_cast<double>(assignment_.pieces[joints[j].host].size());
    }
    const bool host_is_main = host_steps * 2 >= joined_steps;
    const double host_bits = cost_.Of(host_pieces);
    const double guest_bits = cost_.Of(guest_pieces);
    best.gain = -1e300;
    for (const bool with_host : {false, true}) {
      if (with_host && (host_pieces.empty() || !host_is_main)) continue;
      for (const bool with_guest : {false, true}) {
        if (with_guest && (guest_pieces.empty() || host_is_main)) continue;
        std::vector<const Piece*> pieces;
        for (const Piece& piece : joined) pieces.push_back(&piece);
        if (with_host) pieces.insert(pieces.end(), host_pieces.begin(), host_pieces.end());
        if (with_guest) pieces.insert(pieces.end(), guest_pieces.begin(), guest_pieces.end());
        const double after = cost_.Of(pieces) + (with_host ? 0 : host_bits) +
                             (with_guest ? 0 : guest_bits) + context;
        if (before - after <= best.gain) continue;
        best.gain = before - after;
        best.host_rest = with_host;
        best.guest_rest = with_guest;
      }
    }
    return best;
  }

  void Apply(const Move& move) {
    if (move.place == Place::kVariant) {
      for (const uint32_t p : members_.at(move.guest)) assignment_.routine[p] = move.host;
      return;
    }
    const std::vector<Joint> joints = Joints(move.host, move.guest, move.place);
    const auto [host_rest, guest_rest] = Rest(move.host, move.guest, joints);
    const uint32_t joined = next_routine_++;
    for (const Joint& joint : joints) {
      assignment_.pieces[joint.host] = Joined(joint);
      assignment_.routine[joint.host] = joined;
      for (const uint32_t q : joint.guests) gone_[q] = true;
    }
    if (move.host_rest) {
      for (const uint32_t p : host_rest) assignment_.routine[p] = joined;
    }
    if (move.guest_rest) {
      for (const uint32_t p : guest_rest) assignment_.routine[p] = joined;
    }
  }

  void Compact() {
    size_t kept = 0;
    for (size_t p = 0; p < assignment_.pieces.size(); ++p) {
      if (gone_[p]) continue;
      if (kept != p) assignment_.pieces[kept] = std::move(assignment_.pieces[p]);
      assignment_.routine[kept] = assignment_.routine[p];
      ++kept;
    }
    assignment_.pieces.resize(kept);
    assignment_.routine.resize(kept);
  }

  const StepLog& log_;
  const std::vector<uint8_t>& pause_;
  Assignment& assignment_;
  RoutineCost cost_;
  std::map<uint32_t, std::vector<uint32_t>> members_;
  std::map<uint32_t, double> routine_bits_;
  // Of each piece: those that soon come after it, came before it, nearest first; what it is inside.
  std::vector<std::vector<uint32_t>> after_, before_;
  std::vector<uint32_t> host_;
  std::vector<bool> taken_;  // steps inside instances
  std::vector<bool> gone_;
  uint32_t next_routine_ = 0;
  bool across_ = false;  // whether other instances may lie between neighbours as a whole
};

}  // namespace

double SearchRoutines(const StepLog& log, const StepModel& model, const std::vector<uint8_t>& pause,
                      Assignment& assignment) {
  return Search(log, model, pause, assignment).Run();
}

}  // namespace adit
