#include "collector/discovery/session_decoder.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>

namespace adit {
namespace {

constexpr uint32_t kSettleEvery = 4096;  // steps
constexpr size_t kRecentValues = 10;     // steps with keys
constexpr float kDearestStart = 10;      // bits; no instance begins with a step this unlikely

uint64_t Mix(uint64_t h, uint64_t x) {
  h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 31);
}

uint64_t KeyHash(uint64_t key) { return Mix(0x2545F491, key); }

bool Has(const LabelSet& set, uint32_t own) { return (set[own >> 6] >> (own & 63) & 1) != 0; }

void Put(uint32_t own, LabelSet& set) { set[own >> 6] |= 1ULL << (own & 63); }

uint64_t TaskHash(uint32_t routine, uint32_t last_label, const LabelSet& met) {
  return Mix(Mix(Mix(0, (static_cast<uint64_t>(routine) << 32) | last_label), met[0]), met[1]);
}

// Orders candidates by their bits, then by their number.
uint64_t Rank(float bits, size_t number) {
  const auto raw = std::bit_cast<uint32_t>(bits);
  const uint32_t ordered = (raw >> 31) != 0 ? ~raw : raw | 0x80000000U;
  return static_cast<uint64_t>(ordered) << 32 | number;
}

}  // namespace

SessionDecoder::SessionDecoder(const StepLog& log, const StepModel& model,
                               const std::vector<uint8_t>& pause_bucket,
                               const DecodeOptions& options)
    : log_(log),
      model_(model),
      pause_(pause_bucket),
      options_(options),
      own_of_(model.routines.size(), -1) {}

bool SessionDecoder::Holds(const KeySet& set, uint64_t hash) {
  const bool one = (set[hash & 3] >> (hash >> 2 & 63) & 1) != 0;
  const bool other = (set[hash >> 8 & 3] >> (hash >> 10 & 63) & 1) != 0;
  return one && other;
}

// Whether one of the step's keys is in the set; the set may then take them in.
bool SessionDecoder::Meets(const KeySet& set) const {
  return std::any_of(step_keys_.begin(), step_keys_.end(),
                     [&](uint64_t hash) { return Holds(set, hash); });
}

void SessionDecoder::AddKeys(uint32_t step, KeySet& set) const {
  for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
    const uint64_t h = KeyHash(log_.keys[k]);
    set[h & 3] |= 1ULL << (h >> 2 & 63);
    set[h >> 8 & 3] |= 1ULL << (h >> 10 & 63);
  }
}

// What a full beam has no room for is not looked at again: it keeps no more than these, all of
// which may be noise.
void SessionDecoder::Consider(const Candidate& c) {
  if (c.bits > dearest_ && !c.closed) return;
  ranks_.push_back(Rank(c.bits, candidates_.size()));
  candidates_.push_back(c);
}

float SessionDecoder::EndBits(const Task& task) const {
  return model_.routines[task.routine].end[task.last_label] + std::max(0.0F, task.missing);
}

void SessionDecoder::Look(uint32_t step) {
  step_ = step;
  for (const auto& [routine, own] : model_.of_label[label_]) own_of_[routine] = -1;
  label_ = log_.steps[step].label;
  for (const auto& [routine, own] : model_.of_label[label_])
    own_of_[routine] = static_cast<int16_t>(own);
  step_keys_.clear();
  for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k)
    step_keys_.push_back(KeyHash(log_.keys[k]));
  float context = pause_.empty() ? 0 : model_.context.pause_new[pause_[step]];
  if (!step_keys_.empty()) {
    context += Meets(recent_keys_) ? model_.context.value_met_new : model_.context.value_other_new;
  }
  beginnings_.clear();
  for (const auto& [r, own] : model_.of_label[label_]) {
    const RoutineModel& routine = model_.routines[r];
    if (routine.start[own] > kDearestStart) continue;
    Beginning b;
    b.routine = r;
    b.own = static_cast<uint8_t>(own);
    b.bits = routine.start_routine + routine.start[own] + context;
    b.end_bits = routine.end[own] + std::max(0.0F, routine.all_missing + routine.first_time[own]);
    b.on_bits = routine.go_on[own];
    LabelSet met{};
    Put(own, met);
    b.hash = TaskHash(r, own, met);
    beginnings_.push_back(b);
  }
}

void SessionDecoder::GoOn(uint32_t number, uint32_t which) {
  const Explanation& from = now_[number];
  const Task& task = from.tasks[which];
  const int16_t found = own_of_[task.routine];
  if (found < 0) return;
  const auto own = static_cast<uint32_t>(found);
  const RoutineModel& routine = model_.routines[task.routine];
  float bits = from.bits + (which == 0 ? model_.on : model_.change_task) +
               routine.Follow(task.last_label, own);
  LabelSet met = task.met;
  float missing = task.missing;
  uint32_t state = own;
  if (Has(met, own)) {
    bits += routine.again[own];
    state += static_cast<uint32_t>(routine.labels.size());
  } else {
    Put(own, met);
    missing += routine.first_time[own];
  }
  if (!pause_.empty() && which == 0) bits += model_.context.pause_on[pause_[step_]];
  if (!step_keys_.empty())
    bits += Meets(task.keys) ? model_.context.value_met_on : model_.context.value_other_on;
  uint64_t open_key = Mix(from.open, TaskHash(task.routine, state, met));
  uint64_t ended_key = from.open - 1;
  for (uint32_t t = 0; t < from.open; ++t) {
    if (t == which) continue;
    open_key = Mix(open_key, from.tasks[t].hash);
    ended_key = Mix(ended_key, from.tasks[t].hash);
  }
  Candidate c{bits + routine.end[state] + std::max(0.0F, missing),
              number,
              task.routine,
              static_cast<uint8_t>(own),
              static_cast<uint8_t>(which),
              true,
              from.open == 1,
              ended_key};
  Consider(c);
  c.bits = bits + routine.go_on[state];
  c.ends = c.closed = false;
  c.key = open_key;
  Consider(c);
}

void SessionDecoder::Begin(uint32_t number) {
  const Explanation& from = now_[number];
  if (from.open >= std::min(options_.open_tasks, kMaxOpen)) return;
  const float bits = from.bits + (from.open == 0 ? model_.begin_outside : model_.begin_inside);
  uint64_t ended_key = from.open;
  for (uint32_t t = 0; t < from.open; ++t) ended_key = Mix(ended_key, from.tasks[t].hash);
  for (const Beginning& b : beginnings_) {
    Candidate c{bits + b.bits + b.end_bits,
                number,
                b.routine,
                b.own,
                kBegins,
                true,
                from.open == 0,
                ended_key};
    Consider(c);
    c.bits = bits + b.bits + b.on_bits;
    c.ends = c.closed = false;
    c.key = Mix(from.open + 1, b.hash);
    for (uint32_t t = 0; t < from.open; ++t) c.key = Mix(c.key, from.tasks[t].hash);
    Consider(c);
  }
}

void SessionDecoder::Expand() {
  candidates_.clear();
  ranks_.clear();
  const auto as_noise = [&](const Explanation& from) {
    return from.bits + model_.noise_label[label_] +
           (from.open == 0 ? model_.noise_outside : model_.noise_inside);
  };
  dearest_ = std::numeric_limits<float>::infinity();
  if (now_.size() >= options_.beam) {
    dearest_ = 0;
    for (const Explanation& from : now_) dearest_ = std::max(dearest_, as_noise(from));
  }
  for (uint32_t n = 0; n < now_.size(); ++n) {
    const Explanation& from = now_[n];
    uint64_t key = from.open;
    for (uint32_t t = 0; t < from.open; ++t) key = Mix(key, from.tasks[t].hash);
    Consider({as_noise(from), n, 0, 0, kNoise, false, from.open == 0, key});
    for (uint32_t t = 0; t < from.open; ++t) GoOn(n, t);
    Begin(n);
  }
}

// Writes an explanation out as the last of the next ones.
void SessionDecoder::WriteOut(const Candidate& c) {
  const Explanation& from = now_[c.from];
  Explanation& to = next_.emplace_back();
  to.bits = c.bits;
  to.node = static_cast<uint32_t>(nodes_.size());
  to.open = 0;
  if (c.task == kNoise) {
    nodes_.push_back({from.node, kNone, 0});
    to.open = from.open;
    std::copy_n(from.tasks, from.open, to.tasks);
    return;
  }
  const uint32_t first_step = c.task == kBegins ? step_ : from.tasks[c.task].first_step;
  nodes_.push_back({from.node, first_step, c.routine});
  if (!c.ends) {
    Task& task = to.tasks[to.open++];
    const RoutineModel& routine = model_.routines[c.routine];
    if (c.task == kBegins) {
      task.routine = c.routine;
      task.first_step = step_;
      task.missing = routine.all_missing;
    } else {
      task = from.tasks[c.task];
    }
    task.last_label = c.own;
    if (Has(task.met, c.own)) {
      task.last_label += static_cast<uint32_t>(routine.labels.size());
    } else {
      task.missing += routine.first_time[c.own];
    }
    Put(c.own, task.met);
    AddKeys(step_, task.keys);
    task.last_step = step_;
    task.hash = TaskHash(c.routine, task.last_label, task.met);
  }
  for (uint32_t t = 0; t < from.open; ++t) {
    if (t != c.task) to.tasks[to.open++] = from.tasks[t];
  }
}

// Keeps the candidate if the beam has room for it and its state is a new one. Returns whether the
// beam goes on looking.
bool SessionDecoder::Offer(const Candidate& c) {
  const bool full = kept_.size() >= options_.beam;
  if (full && has_closed_) return false;
  if (full && !c.closed) return true;
  if (std::find(kept_.begin(), kept_.end(), c.key) != kept_.end()) return true;
  has_closed_ = has_closed_ || c.closed;
  kept_.push_back(c.key);
  WriteOut(c);
  return true;
}

void SessionDecoder::KeepBest() {
  next_.clear();
  kept_.clear();
  has_closed_ = false;
  // Some of the best are equal states: a few more are put in order than the beam takes, all only
  // where that does not do.
  auto ordered = ranks_.begin();
  for (size_t want = options_.beam + options_.beam / 2; ordered != ranks_.end(); want = SIZE_MAX) {
    const auto end = static_cast<size_t>(ranks_.end() - ordered) > want
                         ? ordered + static_cast<std::ptrdiff_t>(want)
                         : ranks_.end();
    if (end != ranks_.end()) std::nth_element(ordered, end, ranks_.end());
    std::sort(ordered, end);
    while (ordered != end && Offer(candidates_[static_cast<uint32_t>(*ordered)])) ++ordered;
    if (ordered != end) break;
  }
  now_.swap(next_);
}

// Gives up open instances that have not gone on for long.
void SessionDecoder::CloseForgotten() {
  for (Explanation& e : now_) {
    for (uint32_t t = 0; t < e.open;) {
      if (step_ - e.tasks[t].last_step <= options_.longest_gap) {
        ++t;
        continue;
      }
      e.bits += EndBits(e.tasks[t]);
      for (uint32_t k = t + 1; k < e.open; ++k) e.tasks[k - 1] = e.tasks[k];
      --e.open;
    }
  }
}

void SessionDecoder::Settle(bool at_end, Assignment& out) {
  // At the end open instances are closed at the price of what they miss; later they may go on.
  const Explanation* best = nullptr;
  float best_bits = 0;
  for (const Explanation& e : now_) {
    float bits = e.bits;
    for (uint32_t t = 0; at_end && t < e.open; ++t) bits += EndBits(e.tasks[t]);
    if (best == nullptr || bits < best_bits) best = &e, best_bits = bits;
  }
  std::vector<std::pair<uint32_t, Node>> decisions;  // step numbers follow from the nodes' order
  for (uint32_t n = best->node; n != kNone; n = nodes_[n].before)
    decisions.push_back({n, nodes_[n]});
  std::reverse(decisions.begin(), decisions.end());
  const uint32_t first = ring_[0];
  for (uint32_t k = 0; k < decisions.size(); ++k) {
    const Node& node = decisions[k].second;
    if (node.first_step == kNone) continue;
    unfinished_[node.first_step].push_back(first + k);
    unfinished_routine_[node.first_step] = node.routine;
  }
  ring_[0] = first + static_cast<uint32_t>(decisions.size());
  Explanation kept = *best;
  kept.node = kNone;
  // An end closes the open instances: their price is part of the description.
  settled_bits_ += at_end ? best_bits : kept.bits;
  kept.bits = 0;
  std::vector<uint32_t> open;
  for (uint32_t t = 0; t < kept.open; ++t) open.push_back(kept.tasks[t].first_step);
  std::vector<uint32_t> done;
  for (const auto& [step, piece] : unfinished_) {
    if (at_end || std::find(open.begin(), open.end(), step) == open.end()) done.push_back(step);
  }
  std::sort(done.begin(), done.end());
  for (const uint32_t step : done) {
    out.pieces.push_back(std::move(unfinished_[step]));
    out.routine.push_back(unfinished_routine_[step]);
    unfinished_.erase(step);
    unfinished_routine_.erase(step);
  }
  now_.assign(1, kept);
  nodes_.clear();
}

void SessionDecoder::Run(const Session& session, Assignment& out) {
  now_.assign(1, Explanation{});
  nodes_.clear();
  unfinished_.clear();
  unfinished_routine_.clear();
  settled_bits_ = 0;
  recent_keys_ = {};
  ring_.assign(1, session.begin);
  std::vector<uint32_t> recent;
  for (uint32_t step = session.begin; step < session.end; ++step) {
    Look(step);
    Expand();
    KeepBest();
    CloseForgotten();
    if (log_.steps[step].first_key != log_.KeysEnd(step)) {
      recent.push_back(step);
      if (recent.size() > kRecentValues) recent.erase(recent.begin());
      recent_keys_ = {};
      for (const uint32_t r : recent) AddKeys(r, recent_keys_);
    }
    if ((step - session.begin + 1) % kSettleEvery == 0) Settle(false, out);
  }
  Settle(true, out);
  out.steps += session.end - session.begin;
  out.bits += settled_bits_;
}

}  // namespace adit
