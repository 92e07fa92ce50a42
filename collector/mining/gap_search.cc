#include "collector/mining/gap_search.h"

#include <algorithm>
#include <numeric>

namespace adit::mining {
namespace {
constexpr size_t kLogFlushBytes = size_t{64} << 10;
constexpr uint32_t kPollMask = 0xff;
// Ends lie far apart; this many before its turn one is asked for.
constexpr size_t kAhead = 8;
}  // namespace

GapIndex::GapIndex(const EncodedSequences& sequences, uint32_t max_gap) : sequences_(sequences) {
  const size_t codes = sequences.codes.size();
  places_.resize(codes);
  starts_.assign(sequences.items.size() + 2, 0);
  for (uint32_t s = 0; s < sequences.size(); ++s) {
    const uint32_t end = sequences.starts[s + 1];
    uint32_t reach = sequences.starts[s];
    for (uint32_t i = sequences.starts[s]; i < end; ++i) {
      while (reach < end && sequences.positions[reach] - sequences.positions[i] <= max_gap) ++reach;
      places_[i] = {s, reach};
      ++starts_[sequences.codes[i] + 2];
    }
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  ends_.resize(codes);
  for (uint32_t i = 0; i < codes; ++i) ends_[starts_[sequences.codes[i] + 1]++] = i;
}

GapSearch::GapSearch(const GapIndex& index, uint32_t max_length, SupportFloor& floor,
                     SearchControl& control)
    : index_(index),
      max_length_(max_length),
      floor_(floor),
      control_(control),
      memory_(control),
      tallies_(index.sequences().items.size()),
      out_(index.sequences().items.size()),
      keep_(index.sequences().items.size()) {
  Account();
}

void GapSearch::Account() {
  memory_.Set(4 * ends_.capacity() + sizeof(Extension) * extensions_.capacity() +
              (sizeof(Tally) + sizeof(size_t) + 1) * tallies_.capacity());
}

void GapSearch::Emit(uint32_t code, uint64_t support, uint32_t length, PatternLog& log) {
  if (floor_.Offer(support, length)) log.Append(length, code, support);
}

void GapSearch::MineRoot(uint32_t root, PatternLog& log, const LogFull& log_full) {
  const uint64_t root_support = index_.sequences().item_support[root];
  if (root_support < floor_.current()) return;
  control_.Poll();
  ends_.clear();
  extensions_.clear();
  nodes_.clear();
  Emit(root, root_support, 1, log);
  Expand(index_.ends(root), index_.end_count(root), root_support, 1);
  while (!nodes_.empty() && !control_.stopped()) {
    Node& node = nodes_.back();
    if (node.next_extension == extensions_.size()) {
      extensions_.resize(node.first_extension);
      ends_.resize(node.ends_mark);
      nodes_.pop_back();
      continue;
    }
    const Extension extension = extensions_[node.next_extension++];
    const auto length = static_cast<uint32_t>(nodes_.size() + 1);
    if (!floor_.Wants(extension.support, length)) continue;
    Emit(extension.item, extension.support, length, log);
    if ((++polls_ & kPollMask) == 0) {
      control_.Poll();
      Account();
      if (log.size_bytes() >= kLogFlushBytes) log_full(log);
    }
    Expand(ends_.data() + extension.begin, extension.size, extension.support, length);
  }
  Account();
}

bool GapSearch::Count(const uint32_t* ends, size_t size, uint64_t slack) {
  const uint32_t* const codes = index_.sequences().codes.data();
  const uint32_t* const weights = index_.sequences().weights.data();
  const GapIndex::Place* const places = index_.places();
  Tally* const tallies = tallies_.data();
  uint32_t current = 0xffffffffu;
  uint64_t weight = 0;
  uint64_t seen = 0;
  uint64_t best = 0;
  uint32_t reached = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t end = ends[i];
    if (i + kAhead < size) {
      __builtin_prefetch(places + ends[i + kAhead]);
      __builtin_prefetch(codes + ends[i + kAhead] + 1);
    }
    const uint32_t sequence = places[end].sequence;
    if (sequence != current) {
      if (seen > best + slack) return false;
      current = sequence;
      weight = weights[sequence];
      seen += weight;
    }
    const uint32_t stop = places[end].reach_end;
    for (uint32_t q = std::max(reached, end + 1); q < stop; ++q) {
      Tally& tally = tallies[codes[q]];
      if (tally.size == 0) touched_.push_back(codes[q]);
      ++tally.size;
      tally.support += tally.last_sequence != sequence ? weight : 0;
      tally.last_sequence = sequence;
      best = std::max(best, tally.support);
    }
    reached = stop;
  }
  return seen <= best + slack;
}

void GapSearch::Fill(const uint32_t* ends, size_t size, size_t begin) {
  const uint32_t* const codes = index_.sequences().codes.data();
  const GapIndex::Place* const places = index_.places();
  // Ends of infrequent items are written to a place behind all others and overwritten there.
  uint32_t* const out = ends_.data() + begin;
  size_t* const next = out_.data();
  const uint8_t* const keep = keep_.data();
  uint32_t reached = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t end = ends[i];
    const uint32_t stop = places[end].reach_end;
    for (uint32_t q = std::max(reached, end + 1); q < stop; ++q) {
      const uint32_t item = codes[q];
      out[next[item]] = q;
      next[item] += keep[item];
    }
    reached = stop;
  }
}

void GapSearch::ResetTallies() {
  for (const uint32_t item : touched_) tallies_[item] = Tally{};
}

void GapSearch::Expand(const uint32_t* ends, size_t size, uint64_t support, uint32_t length) {
  if (max_length_ != 0 && length >= max_length_) return;
  const uint64_t min_support = floor_.current();
  const uint64_t slack = support > min_support ? support - min_support : 0;
  touched_.clear();
  if (!Count(ends, size, slack)) {
    ResetTallies();
    return;
  }
  std::sort(touched_.begin(), touched_.end());
  const Node node{extensions_.size(), extensions_.size(), ends_.size()};
  size_t needed = 0;
  for (const uint32_t item : touched_) {
    const Tally& tally = tallies_[item];
    if (tally.support < min_support) continue;
    extensions_.push_back({tally.support, node.ends_mark + needed, item, tally.size});
    out_[item] = needed;
    keep_[item] = 1;
    needed += tally.size;
  }
  for (const uint32_t item : touched_) {
    if (keep_[item] == 0) out_[item] = needed;
    tallies_[item] = Tally{};
  }
  if (extensions_.size() == node.first_extension) return;
  const bool inside = ends >= ends_.data() && ends < ends_.data() + ends_.size();
  const ptrdiff_t offset = inside ? ends - ends_.data() : 0;
  ends_.resize(node.ends_mark + needed + 1);
  Fill(inside ? ends_.data() + offset : ends, size, node.ends_mark);
  ends_.pop_back();
  for (const uint32_t item : touched_) keep_[item] = 0;
  nodes_.push_back(node);
}

}  // namespace adit::mining
