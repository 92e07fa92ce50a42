#include "collector/discovery/learner.h"

#include <algorithm>
#include <cstdlib>
#include <cstdio>
#include <map>
#include <numeric>

#include "collector/discovery/decoder.h"
#include "collector/discovery/pause_buckets.h"
#include "collector/discovery/pieces.h"
#include "collector/discovery/routine_seeds.h"

namespace adit {
namespace {

constexpr int kMaxRounds = 6;
constexpr int kSearches = 3;  // times the unexplained rest is looked through

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
    train_ = TrainingSessions(log, options.training_events);
    estimate_.times = options.evidence.times;
    estimate_.values = options.evidence.data_links;
    estimate_.min_instances = std::max(2U, options.min_instances);
    decode_.open_tasks = options.evidence.interleaving ? 3 : 1;
  }

  Learnt Run() {
    Learnt out;
    Assignment current;
    for (int search = 0; search < kSearches; ++search) {
      std::vector<bool> skip(log_.steps.size(), false);
      for (const Piece& piece : current.pieces) {
        for (const uint32_t step : piece) skip[step] = true;
      }
      Assignment found = Seeds(skip);
      if (found.pieces.empty()) break;
      const uint32_t shift = static_cast<uint32_t>(out.model.routines.size());
      for (size_t p = 0; p < found.pieces.size(); ++p) {
        current.pieces.push_back(std::move(found.pieces[p]));
        current.routine.push_back(found.routine[p] + shift);
      }
      const size_t before = out.model.routines.size();
      Refine(current, out.model);
      if (search > 0 && out.model.routines.size() <= before) break;
    }
    out.assignment = std::move(current);
    out.bits_noise_only = NoiseOnlyBits(log_, train_);
    if (train_.size() != log_.sessions.size()) {
      std::vector<uint32_t> all(log_.sessions.size());
      std::iota(all.begin(), all.end(), 0U);
      out.assignment = Decode(log_, all, out.model, pause_, decode_, options_.threads);
      out.bits_noise_only = NoiseOnlyBits(log_, all);
    }
    out.bits = out.assignment.bits;
    return out;
  }

 private:
  Assignment Seeds(const std::vector<bool>& skip) const {
    PieceOptions pieces;
    pieces.borders = options_.evidence.borders;
    pieces.back_edges = options_.evidence.back_edges;
    return GroupPieces(log_, FindPieces(log_, train_, skip, pieces), std::max(2U, options_.min_instances));
  }

  // Decodes and estimates in turn.
  void Refine(Assignment& current, StepModel& model) {
    double best = 1e300;
    for (int round = 0; round < kMaxRounds; ++round) {
      StepModel next = EstimateModel(log_, train_, current, pause_, estimate_);
      if (!options_.evidence.refinement) {
        model = std::move(next);
        return;
      }
      Assignment decoded = Decode(log_, train_, next, pause_, decode_, options_.threads);
      double bits = decoded.bits;
      for (const RoutineModel& routine : next.routines) bits += ModelBits(routine, log_.labels.size());
      if (getenv("ADIT_TRACE")) fprintf(stderr, "round %d routines %zu pieces %zu bits %.0f\n", round, next.routines.size(), decoded.pieces.size(), bits);
      if (bits >= best * 0.9995 && round > 1) break;
      best = std::min(best, bits);
      model = std::move(next);
      current = std::move(decoded);
    }
  }

  const StepLog& log_;
  const DiscoveryOptions& options_;
  std::vector<uint8_t> pause_;
  std::vector<uint32_t> train_;
  EstimateOptions estimate_;
  DecodeOptions decode_;
};

}  // namespace

Learnt Learn(const StepLog& log, const DiscoveryOptions& options) { return Learner(log, options).Run(); }

}  // namespace adit
