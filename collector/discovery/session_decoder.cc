#include "collector/discovery/session_decoder.h"

#include <algorithm>
#include <map>

namespace adit {
namespace {

constexpr uint32_t kSettleEvery = 4096;  // steps
constexpr size_t kRecentValues = 10;     // steps with keys
constexpr float kAheadShare = 0.0F;
constexpr float kDearestStart = 10;  // bits; no instance begins with a step this unlikely

uint64_t Mix(uint64_t h, uint64_t x) {
  h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 31);
}

bool Has(const LabelSet& set, uint32_t own) { return (set[own >> 6] >> (own & 63) & 1) != 0; }

}  // namespace

bool SessionDecoder::Meets(const KeySet& set, uint32_t step) const {
  for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
    const uint64_t h = Mix(0x2545F491, log_.keys[k]);
    const bool one = (set[h & 3] >> (h >> 2 & 63) & 1) != 0;
    const bool other = (set[h >> 8 & 3] >> (h >> 10 & 63) & 1) != 0;
    if (one && other) return true;
  }
  return false;
}

void SessionDecoder::AddKeys(uint32_t step, KeySet& set) const {
  for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
    const uint64_t h = Mix(0x2545F491, log_.keys[k]);
    set[h & 3] |= 1ULL << (h >> 2 & 63);
    set[h >> 8 & 3] |= 1ULL << (h >> 10 & 63);
  }
}

float SessionDecoder::EndBits(const Task& task) const {
  return model_.routines[task.routine].end[task.last_label] + std::max(0.0F, task.missing);
}

void SessionDecoder::Add(Explanation e, uint32_t first_step, uint32_t routine, bool ends) {
  uint64_t key = e.open;
  float ahead = 0;
  for (uint32_t t = 0; t < e.open; ++t) {
    const Task& task = e.tasks[t];
    key = Mix(
        Mix(Mix(key, (static_cast<uint64_t>(task.routine) << 32) | task.last_label), task.met[0]),
        task.met[1]);
    ahead += std::max(0.0F, task.missing);
  }
  e.key = key;
  e.rank = e.bits + kAheadShare * ahead;
  // The decision is put off until the explanation is kept: most are not.
  const uint32_t before = e.node;
  e.node = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({before, first_step, routine, ends});
  next_.push_back(e);
}

void SessionDecoder::AddOpenAndEnded(Explanation e, uint32_t own) {
  const Task task = e.tasks[0];
  Explanation ended = e;
  ended.bits += EndBits(task);
  for (uint32_t t = 1; t < ended.open; ++t) ended.tasks[t - 1] = ended.tasks[t];
  --ended.open;
  Add(ended, task.first_step, task.routine, true);
  e.bits += model_.routines[task.routine].go_on[own];
  Add(e, task.first_step, task.routine, false);
}

void SessionDecoder::GoOn(const Explanation& from, uint32_t which, uint32_t own, uint32_t step) {
  Explanation e = from;
  std::rotate(e.tasks, e.tasks + which, e.tasks + which + 1);
  Task& task = e.tasks[0];
  const RoutineModel& routine = model_.routines[task.routine];
  e.bits += (which == 0 ? model_.on : model_.change_task) + routine.Follow(task.last_label, own);
  if (Has(task.met, own)) {
    e.bits += routine.again[own];
  } else {
    task.met[own >> 6] |= 1ULL << (own & 63);
    task.missing += routine.first_time[own];
  }
  if (!pause_.empty() && which == 0) e.bits += model_.context.pause_on[pause_[step]];
  if (log_.steps[step].first_key != log_.KeysEnd(step)) {
    e.bits += Meets(task.keys, step) ? model_.context.value_met_on : model_.context.value_other_on;
    AddKeys(step, task.keys);
  }
  task.last_label = own;
  task.last_step = step;
  AddOpenAndEnded(e, own);
}

void SessionDecoder::BeginTask(const Explanation& from, uint32_t step) {
  if (from.open >= std::min(options_.open_tasks, kMaxOpen)) return;
  const bool has_keys = log_.steps[step].first_key != log_.KeysEnd(step);
  const bool met = has_keys && Meets(recent_keys_, step);
  KeySet keys{};
  AddKeys(step, keys);
  for (const auto& [r, own] : model_.of_label[log_.steps[step].label]) {
    const RoutineModel& routine = model_.routines[r];
    if (routine.start[own] > kDearestStart) continue;
    Explanation e = from;
    for (uint32_t t = e.open; t > 0; --t) e.tasks[t] = e.tasks[t - 1];
    ++e.open;
    Task& task = e.tasks[0];
    task = Task{};
    task.routine = r;
    task.first_step = step;
    task.last_step = step;
    task.last_label = own;
    task.met[own >> 6] |= 1ULL << (own & 63);
    task.missing = routine.all_missing + routine.first_time[own];
    task.keys = keys;
    e.bits += (from.open == 0 ? model_.begin_outside : model_.begin_inside) +
              routine.start_routine + routine.start[own];
    if (!pause_.empty()) e.bits += model_.context.pause_new[pause_[step]];
    if (has_keys) e.bits += met ? model_.context.value_met_new : model_.context.value_other_new;
    AddOpenAndEnded(e, own);
  }
}

void SessionDecoder::Expand(uint32_t step) {
  const uint32_t label = log_.steps[step].label;
  for (const Explanation& from : now_) {
    Explanation noise = from;
    noise.bits +=
        model_.noise_label[label] + (from.open == 0 ? model_.noise_outside : model_.noise_inside);
    Add(noise, kNone, 0, false);
    for (uint32_t t = 0; t < from.open; ++t) {
      for (const auto& [r, own] : model_.of_label[label]) {
        if (r == from.tasks[t].routine) GoOn(from, t, own, step);
      }
    }
    BeginTask(from, step);
  }
}

void SessionDecoder::KeepBest() {
  // Explanations are large: their numbers are sorted.
  order_.resize(next_.size());
  for (uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
  std::sort(order_.begin(), order_.end(), [&](uint32_t x, uint32_t y) {
    const Explanation& a = next_[x];
    const Explanation& b = next_[y];
    if (a.rank != b.rank) return a.rank < b.rank;
    return a.key != b.key ? a.key < b.key : x < y;
  });
  now_.clear();
  bool has_closed = false;
  for (const uint32_t i : order_) {
    const Explanation& e = next_[i];
    if (now_.size() >= options_.beam && has_closed) break;
    const bool closed = e.open == 0;
    if (now_.size() >= options_.beam && (has_closed || !closed)) continue;
    const bool known =
        std::any_of(now_.begin(), now_.end(), [&](const Explanation& k) { return k.key == e.key; });
    if (known) continue;
    has_closed = has_closed || closed;
    now_.push_back(e);
  }
  next_.clear();
}

void SessionDecoder::Settle(bool at_end, Assignment& out) {
  // At the end open instances are closed at the price of what they miss; later they may go on.
  const Explanation* best = nullptr;
  float best_bits = 0;
  for (const Explanation& e : now_) {
    float bits = e.bits;
    for (uint32_t t = 0; at_end && t < e.open; ++t) bits += EndBits(e.tasks[t]);
    if (!at_end) bits = e.rank;
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
    Expand(step);
    KeepBest();
    for (Explanation& e : now_) {
      for (uint32_t t = 0; t < e.open;) {
        if (step - e.tasks[t].last_step <= options_.longest_gap) {
          ++t;
          continue;
        }
        e.bits += EndBits(e.tasks[t]);
        for (uint32_t k = t + 1; k < e.open; ++k) e.tasks[k - 1] = e.tasks[k];
        --e.open;
      }
    }
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
