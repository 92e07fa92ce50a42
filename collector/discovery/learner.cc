#include "collector/discovery/learner.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include "collector/discovery/core_seeds.h"
#include "collector/discovery/decoder.h"
#include "collector/discovery/fragments.h"
#include "collector/discovery/noise_filter.h"
#include "collector/discovery/pause_buckets.h"
#include "collector/discovery/pieces.h"
#include "collector/discovery/routine_growth.h"
#include "collector/discovery/routine_search.h"
#include "collector/discovery/routine_seeds.h"

namespace adit {
namespace {

constexpr int kMaxRounds = 6;
// Whole sessions begin where sessions begin: worth something where the descriptions are about
// equal.
constexpr double kPreferWhole = 0.85;
constexpr double kPreferWithoutNoise = 0.9;
// Every label of a loop may begin its passes, some a few bits cheaper than the one that begins
// sessions, and parts that repeat within a routine are cheaper as routines of their own.
constexpr double kPreferFirstLabels = 0.87;
// With more routines the parts of one no longer pass for all of it: the description alone decides.
constexpr size_t kFewRoutines = 2;
// What comes together is told surely only from many steps: in a short log other beginnings that are
// nearly as short are preferred.
constexpr double kCoresOfShortLog = 1.08;
constexpr double kFewLonely = 0.05;        // share of steps
constexpr uint64_t kScreenSteps = 12'000;  // on which ways to begin are compared
constexpr size_t kFinalists = 2;           // of these, that learn from all that is learnt from
constexpr uint32_t kThoroughBeam = 64;
constexpr size_t kThoroughSteps = 500'000;
// In longer logs what only a part was learnt from earns less than its time: .005 of instance F1 for
// half as much time again in one of 75,000 steps.
constexpr size_t kOfferedSteps = 40'000;
constexpr size_t kShortestChain = 3;
constexpr double kHopeless = 10;
constexpr double kPromising = 1.05;
constexpr int kJoins = 5;
constexpr double kWorthRefining = 1e-4;  // of the description, hoped to be saved
constexpr double kWorthJoining = 1.02;
constexpr double kWorthPooling = 1.15;  // of the shortest description
constexpr int kSearches = 3;            // times the unexplained rest is looked through

// Whole sessions, evenly spread over the log, up to a number of steps.
std::vector<uint32_t> TrainingSessions(const StepLog& log, uint64_t limit) {
  std::vector<uint32_t> all(log.sessions.size());
  std::iota(all.begin(), all.end(), 0U);
  if (log.steps.size() <= limit) return all;
  const double keep = static_cast<double>(limit) / static_cast<double>(log.steps.size());
  std::vector<uint32_t> out;
  double owed = 0;
  for (const uint32_t s : all) {
    owed += keep * (log.sessions[s].end - log.sessions[s].begin);
    if (owed <= 0) continue;
    out.push_back(s);
    owed -= log.sessions[s].end - log.sessions[s].begin;
  }
  return out;
}

class Learner {
 public:
  Learner(const StepLog& log, const DiscoveryOptions& options) : log_(log), options_(options) {
    if (options.evidence.times && !options.ignore_time) pause_ = PauseBuckets(log);
    train_ = TrainingSessions(log, options.training_steps);
    estimate_.times = options.evidence.times;
    estimate_.values = options.evidence.data_links;
    estimate_.min_instances = std::max(2U, options.min_instances);
    decode_.open_tasks = options.evidence.interleaving ? 3 : 1;
    refine_ = options.evidence.refinement;
  }

  Learnt Run() {
    Learnt out;
    Assignment current;
    // Of a long log the ways to begin are compared on a part of what is learnt from.
    std::vector<uint32_t> all_training = std::move(train_);
    train_ = TrainingSessions(log_, std::min(kScreenSteps, options_.training_steps));
    const bool part = train_.size() < all_training.size();
    long_log_ = part;
    std::vector<Tried> tried = Compare(kBeginnings);
    train_ = std::move(all_training);
    std::vector<Tried> screened;
    if (part) {
      std::vector<Beginning> finalists;
      for (const Tried& t : std::span(tried).first(std::min(tried.size(), kFinalists)))
        finalists.push_back(t.beginning);
      if (log_.steps.size() <= kOfferedSteps) screened = std::move(tried);
      tried = Compare(finalists);
    }
    out.bits_total = tried.front().bits;
    out.model = std::move(tried.front().model);
    current = std::move(tried.front().assignment);
    if (options_.evidence.pooling && preference_ == 0) {
      for (const Tried& t : std::span(tried).subspan(1)) {
        if (t.bits <= out.bits_total * kWorthPooling)
          Pool(t.model, out.bits_total, out.model, current);
      }
      // What was learnt from a part only tells as much about the rest.
      for (const Tried& t : screened) {
        if (t.bits <= screened.front().bits * kWorthPooling)
          Pool(t.model, out.bits_total, out.model, current);
      }
    }
    if (current.pieces.empty() && refine_) {
      // A log too short for any routine to pay for its own description: what repeats is shown as it
      // is, with the low confidence it has.
      refine_ = false;
      LearnFrom(Start::kChains, out.model, current);
    }
    out.assignment = std::move(current);
    out.bits_noise_only = NoiseOnlyBits(log_, train_);
    DecodeAll(out);
    out.bits = out.assignment.bits;
    // Only routines that are still used have instances; the confidence is the share of bits saved.
    for (size_t p = 0; p < out.assignment.pieces.size(); ++p) {
      const PieceBits bits =
          BitsOf(log_, out.model, out.assignment.pieces[p], out.assignment.routine[p]);
      out.assignment.confidence.push_back(
          static_cast<float>(std::clamp(1 - bits.routine / std::max(1.0, bits.noise), 0.0, 1.0)));
    }
    return out;
  }

  Learnt RunFrom(Assignment first) {
    Learnt out;
    out.bits_total = Refine(first, out.model);
    out.assignment = std::move(first);
    return out;
  }

 private:
  enum class Start {
    kChains,
    kSessions,
    kSessionsWithoutNoise,
    kFirstLabels,
    kFirstLabelsWithoutNoise,
    kCores
  };
  struct Beginning {
    Start start;
    double handicap;  // what its description is weighed with
  };
  static constexpr Beginning kBeginnings[] = {{Start::kChains, 1},
                                              {Start::kSessions, kPreferWhole},
                                              {Start::kSessionsWithoutNoise, kPreferWithoutNoise},
                                              {Start::kFirstLabels, kPreferFirstLabels},
                                              {Start::kFirstLabelsWithoutNoise, kPreferFirstLabels},
                                              {Start::kCores, 1}};

  struct Tried {
    Beginning beginning;
    double bits, handicap;
    StepModel model;
    Assignment assignment;
  };

  // The last word: all sessions, explained more thoroughly than while learning.
  void DecodeAll(Learnt& out) const {
    // Where nothing was found there is no model to decode with.
    if (!refine_ || out.model.routines.empty()) return;
    std::vector<uint32_t> all(log_.sessions.size());
    std::iota(all.begin(), all.end(), 0U);
    DecodeOptions decode = decode_;
    if (log_.steps.size() <= kThoroughSteps) decode.beam = kThoroughBeam;
    out.assignment = Decode(log_, all, out.model, pause_, decode, options_.threads);
    out.bits_noise_only = NoiseOnlyBits(log_, all);
  }

  // Switches of experiments.
  [[nodiscard]] bool IsTried(Start start) const {
    if (start == Start::kCores) return options_.evidence.cores;
    const bool filtered =
        start == Start::kSessionsWithoutNoise || start == Start::kFirstLabelsWithoutNoise;
    return !filtered || options_.evidence.noise_filter;
  }

  // How much a beginning is preferred to others where the shortest description has so many
  // routines.
  static double PreferenceFor(size_t routines) {
    if (routines <= kFewRoutines) return 1;
    return routines > kFewRoutines + 1 ? 0 : 0.5;
  }

  // What is learnt from each beginning, the best first.
  std::vector<Tried> Compare(std::span<const Beginning> beginnings) {
    noise_ = FindNoise(log_, train_, std::vector<bool>(log_.steps.size(), false));
    lonely_share_ = static_cast<double>(std::count(noise_.begin(), noise_.end(), true)) /
                    std::max(1.0, TrainingSteps());
    std::vector<Tried> tried;
    double best = 1e300;
    for (const Beginning& beginning : beginnings) {
      const Start start = beginning.start;
      if (start != Start::kChains && !options_.evidence.back_edges) continue;
      if (!IsTried(start)) continue;
      const double handicap = options_.evidence.preferences ? beginning.handicap : 1;
      hopeless_ = best / handicap * kHopeless;
      enough_ = best / handicap * kPromising;
      Tried next{beginning, 0, handicap, {}, {}};
      next.bits = LearnFrom(start, next.model, next.assignment);
      if (start == Start::kCores && !long_log_ && options_.evidence.preferences)
        next.handicap = kCoresOfShortLog;
      // A beginning that found nothing is only the noise again: no reason to prefer it.
      if (next.assignment.pieces.empty()) next.handicap = 1;
      // Nor one that leaves out more than can be noise.
      if (CutOf(start) == LoopCut::kFirstLabels &&
          Unexplained(next.assignment) > 2 * lonely_share_ + kFewLonely) {
        next.handicap = 1;
      }
      best = std::min(best, next.bits * next.handicap);
      tried.push_back(std::move(next));
    }
    const auto shortest = std::min_element(
        tried.begin(), tried.end(), [](const Tried& a, const Tried& b) { return a.bits < b.bits; });
    preference_ = PreferenceFor(shortest->model.routines.size());
    for (Tried& t : tried) {
      if (t.handicap < 1) t.handicap = std::pow(t.handicap, preference_);
    }
    std::stable_sort(tried.begin(), tried.end(), [](const Tried& a, const Tried& b) {
      return a.bits * a.handicap < b.bits * b.handicap;
    });
    return tried;
  }

  // Each beginning finds some routines well and others badly. Decodes with the routines of another
  // solution beside those of this one, unites those that are the same, and keeps the result where
  // it is shorter. Not where beginnings are preferred by their kind: a pool has none.
  void Pool(const StepModel& other, double& bits, StepModel& model, Assignment& current) const {
    StepModel both = model;
    const auto shift = static_cast<uint32_t>(both.routines.size());
    for (const RoutineModel& routine : other.routines) {
      if (both.routines.size() == kMaxRoutines) break;
      const auto number = static_cast<uint32_t>(both.routines.size());
      both.routines.push_back(routine);
      for (uint32_t own = 0; own < routine.labels.size(); ++own)
        both.of_label[routine.labels[own]].push_back({number, own});
    }
    if (both.routines.size() == shift) return;
    Assignment next = Decode(log_, train_, both, pause_, decode_, options_.threads);
    StepModel next_model;
    double next_bits = Refine(next, next_model);
    next_bits = JoinUp(next_bits, next_model, next);
    if (next_bits >= bits) return;
    bits = next_bits;
    model = std::move(next_model);
    current = std::move(next);
  }

  double LearnFrom(Start start, StepModel& model, Assignment& current) {
    double bits = NoiseOnlyBits(log_, train_);
    for (int search = 0; search < kSearches; ++search) {
      std::vector<bool> skip(log_.steps.size(), false);
      for (const Piece& piece : current.pieces) {
        for (const uint32_t step : piece) skip[step] = true;
      }
      const bool whole = search == 0 && start != Start::kChains && start < Start::kCores;
      if (whole && start == Start::kSessionsWithoutNoise) SkipLonely(skip);
      if (whole && start == Start::kFirstLabelsWithoutNoise) skip = noise_;
      Assignment found = start >= Start::kCores
                             ? CoreSeeds(log_, train_, skip, estimate_.min_instances)
                             : Seeds(skip, whole, search == 0 ? CutOf(start) : LoopCut::kHeader);
      if (found.pieces.empty()) break;
      const auto shift = static_cast<uint32_t>(model.routines.size());
      for (size_t p = 0; p < found.pieces.size(); ++p) {
        current.pieces.push_back(std::move(found.pieces[p]));
        current.routine.push_back(found.routine[p] + shift);
      }
      const size_t before = model.routines.size();
      bits = Refine(current, model);
      if (bits > hopeless_) return bits;
      if (refine_) bits = JoinUp(bits, model, current);
      if (whole && bits > enough_) return bits;
      if (search > 0 && model.routines.size() <= before) break;
    }
    return bits;
  }

  // Joins and unites routines as long as that pays; then those that only ever come as a part of
  // another one, even where that costs a little: loops and options are dearer inside an instance
  // than outside.
  double JoinUp(double bits, StepModel& model, Assignment& current) const {
    for (int join = 0; join < kJoins; ++join) {
      Assignment next = current;
      const double hoped = SearchRoutines(log_, model, pause_, next);
      bool better =
          hoped > kWorthRefining * bits && Try(std::move(next), bits, bits, model, current);
      if (!better) {
        next = current;
        better = JoinFragments(log_, next) > 0 &&
                 Try(std::move(next), bits * kWorthJoining, bits, model, current);
      }
      if (!better) {
        next = current;
        GrowRoutines(log_, train_, std::vector<bool>(log_.steps.size(), false), {}, next);
        better = Try(std::move(next), bits * (1 - kWorthRefining), bits, model, current);
      }
      if (!better) break;
    }
    return bits;
  }

  // Refines; takes the result where it needs fewer bits than `limit`.
  bool Try(Assignment next, double limit, double& bits, StepModel& model,
           Assignment& current) const {
    StepModel next_model;
    const double next_bits = Refine(next, next_model);
    if (next_bits >= limit) return false;
    bits = next_bits;
    current = std::move(next);
    model = std::move(next_model);
    return true;
  }

  // Steps that nothing around them predicts.
  void SkipLonely(std::vector<bool>& skip) const {
    PieceOptions options;
    options.borders = options.back_edges = false;
    options.keys = options_.evidence.data_links;
    std::vector<bool> linked(skip.size(), false);
    for (const Piece& piece : FindPieces(log_, train_, skip, options)) {
      for (const uint32_t step : piece)
        linked[step] = linked[step] || piece.size() >= kShortestChain;
    }
    for (size_t i = 0; i < skip.size(); ++i) skip[i] = skip[i] || !linked[i];
  }

  [[nodiscard]] double TrainingSteps() const {
    double steps = 0;
    for (const uint32_t s : train_) steps += log_.sessions[s].end - log_.sessions[s].begin;
    return steps;
  }

  // Share of the steps learnt from that no instance has.
  [[nodiscard]] double Unexplained(const Assignment& assignment) const {
    double explained = 0;
    for (const Piece& piece : assignment.pieces) explained += static_cast<double>(piece.size());
    return 1 - explained / std::max(1.0, TrainingSteps());
  }

  static LoopCut CutOf(Start start) {
    const bool first = start == Start::kFirstLabels || start == Start::kFirstLabelsWithoutNoise;
    return first ? LoopCut::kFirstLabels : LoopCut::kHeader;
  }

  Assignment Seeds(const std::vector<bool>& skip, bool whole_sessions, LoopCut loop_cut) const {
    PieceOptions pieces;
    pieces.loop_cut = loop_cut;
    pieces.whole_sessions = whole_sessions;
    pieces.keys = options_.evidence.data_links;
    pieces.borders = options_.evidence.borders;
    pieces.back_edges = options_.evidence.back_edges;
    return GroupPieces(log_, FindPieces(log_, train_, skip, pieces),
                       std::max(2U, options_.min_instances));
  }

  // Decodes and estimates in turn.
  double Refine(Assignment& current, StepModel& model) const {
    double best = 1e300;
    for (int round = 0; round < kMaxRounds; ++round) {
      StepModel next = EstimateModel(log_, train_, current, pause_, estimate_);
      if (!refine_) {
        model = std::move(next);
        current = Decode(log_, train_, model, pause_, decode_, options_.threads);
        return current.bits;
      }
      Assignment decoded = Decode(log_, train_, next, pause_, decode_, options_.threads);
      double bits = decoded.bits;
      for (const RoutineModel& routine : next.routines)
        bits += ModelBits(routine, log_.labels.size());
      bits += PruneRoutines(log_, next, estimate_.min_instances, decoded);
      if (bits >= best * 0.9995 && round > 1) break;
      if (round > 0 && bits > hopeless_) return bits;
      best = std::min(best, bits);
      model = std::move(next);
      current = std::move(decoded);
    }
    return best;
  }

  const StepLog& log_;
  const DiscoveryOptions& options_;
  std::vector<uint8_t> pause_;
  std::vector<uint32_t> train_;
  EstimateOptions estimate_;
  DecodeOptions decode_;
  std::vector<bool> noise_;  // steps that nothing near them explains
  double lonely_share_ = 0;  // how many these are of those learnt from
  double preference_ = 0;    // of some beginnings to others
  bool refine_ = true;
  bool long_log_ = false;    // longer than what ways to begin are compared on
  double enough_ = 1e300;    // bits beyond which what whole sessions begin with is not completed
  double hopeless_ = 1e300;  // bits beyond which a way to begin is given up
};

}  // namespace

Learnt Learn(const StepLog& log, const DiscoveryOptions& options) {
  return Learner(log, options).Run();
}

Learnt LearnFrom(const StepLog& log, const DiscoveryOptions& options, Assignment first) {
  return Learner(log, options).RunFrom(std::move(first));
}

}  // namespace adit
