#include "collector/mining/gap_search.h"

#include <algorithm>
#include <numeric>

namespace adit::mining {
namespace {
constexpr uint32_t kPollMask = 0xff;
// Ends lie far apart; this many before its turn one is asked for.
constexpr size_t kAhead = 8;
// Of the rows of one ReachDatabase.
constexpr size_t kMostReachBytes = size_t{256} << 20;
}  // namespace

GapIndex::GapIndex(const EncodedSequences& sequences, uint32_t max_gap)
    : sequences_(sequences), max_gap_(max_gap) {
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
  const bool near = std::all_of(
      sequences.positions.begin(), sequences.positions.end(),
      [](uint32_t position) { return position <= ReachDatabaseBuilder::kMostPosition; });
  reachable_ = near && max_gap <= kMostReachGap &&
               sequences.items.size() <= ReachDatabaseBuilder::kMostItems;
}

GapSearch::GapSearch(const GapIndex& index, uint32_t max_length, SupportFloor& floor,
                     SearchControl& control)
    : index_(index),
      max_length_(max_length),
      floor_(floor),
      control_(control),
      memory_(control),
      reachable_(index.reachable()),
      tallies_(index.sequences().items.size()),
      touched_(index.sequences().items.size() + 1),
      out_(index.sequences().items.size(), &nowhere_),
      keep_(index.sequences().items.size()),
      reach_search_(arena_, max_length, floor, control),
      reach_builder_(arena_),
      local_(index.sequences().items.size(), ReachDatabaseBuilder::kNoItem) {
  Account();
}

void GapSearch::Account() {
  memory_.Set(arena_.reserved_bytes() + sizeof(Extension) * extensions_.capacity() +
              (sizeof(Tally) + sizeof(uint32_t*) + 6) * tallies_.capacity());
}

void GapSearch::Emit(uint32_t code, uint64_t support, uint32_t length, TaskOutput& output) {
  if (output.silent()) return;
  if (floor_.Offer(support, length)) output.log().Append(length, code, support);
}

void GapSearch::MineRoot(uint32_t root, TaskOutput& output) {
  const uint64_t root_support = index_.sequences().item_support[root];
  if (root_support < floor_.current()) return;
  control_.Poll();
  arena_.Release({});
  extensions_.clear();
  nodes_.clear();
  Emit(root, root_support, 1, output);
  if (reachable_ && MineRootByReach(root, output)) return;
  Expand(index_.ends(root), index_.end_count(root), static_cast<uint32_t>(root_support), 1);
  while (!nodes_.empty() && !control_.stopped()) {
    Node& node = nodes_.back();
    if (node.next_extension == extensions_.size()) {
      extensions_.resize(node.first_extension);
      arena_.Release(node.mark);
      nodes_.pop_back();
      continue;
    }
    const Extension extension = extensions_[node.next_extension++];
    const auto length = static_cast<uint32_t>(nodes_.size() + 1);
    if (!floor_.Wants(extension.support, length)) continue;
    if (nodes_.size() == 1 && !output.Claim(extension.item)) continue;
    Emit(extension.item, extension.support, length, output);
    if ((++polls_ & kPollMask) == 0) {
      control_.Poll();
      Account();
      output.FlushIfLarge();
    }
    Expand(extension.ends, extension.size, extension.support, length);
  }
  Account();
}

bool GapSearch::Count(const uint32_t* ends, size_t size, uint32_t slack) {
  const uint32_t* const codes = index_.sequences().codes.data();
  const uint32_t* const weights = index_.sequences().weights.data();
  const GapIndex::Place* const places = index_.places();
  Tally* const tallies = tallies_.data();
  uint32_t* const touched = touched_.data();
  uint32_t touched_count = 0;
  uint32_t current = 0xffffffffu;
  uint32_t weight = 0;
  uint32_t seen = 0;
  uint32_t best = 0;
  uint32_t reached = 0;
  bool possible = true;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t end = ends[i];
    if (i + kAhead < size) {
      __builtin_prefetch(places + ends[i + kAhead]);
      __builtin_prefetch(codes + ends[i + kAhead] + 1);
    }
    const GapIndex::Place place = places[end];
    if (place.sequence != current) {
      possible = seen <= best + slack;
      if (!possible) break;
      current = place.sequence;
      weight = weights[current];
      seen += weight;
    }
    for (uint32_t q = std::max(reached, end + 1); q < place.reach_end; ++q) {
      const uint32_t item = codes[q];
      Tally& tally = tallies[item];
      touched[touched_count] = item;
      touched_count += tally.size == 0 ? 1 : 0;
      ++tally.size;
      const uint32_t support = tally.support + (tally.last_sequence == current ? 0 : weight);
      tally.support = support;
      tally.last_sequence = current;
      best = std::max(best, support);
    }
    reached = place.reach_end;
  }
  touched_count_ = touched_count;
  return possible && seen <= best + slack;
}

void GapSearch::Fill(const uint32_t* ends, size_t size) {
  const uint32_t* const codes = index_.sequences().codes.data();
  const GapIndex::Place* const places = index_.places();
  uint32_t** const out = out_.data();
  const uint8_t* const keep = keep_.data();
  uint32_t reached = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t end = ends[i];
    const uint32_t stop = places[end].reach_end;
    for (uint32_t q = std::max(reached, end + 1); q < stop; ++q) {
      const uint32_t item = codes[q];
      *out[item] = q;
      out[item] += keep[item];
    }
    reached = stop;
  }
}

void GapSearch::ResetTallies() {
  for (uint32_t i = 0; i < touched_count_; ++i) tallies_[touched_[i]] = Tally{};
}

void GapSearch::ChooseFrequent(uint32_t min_support) {
  frequent_.clear();
  for (uint32_t i = 0; i < touched_count_; ++i) {
    if (tallies_[touched_[i]].support >= min_support) frequent_.push_back(touched_[i]);
  }
  std::sort(frequent_.begin(), frequent_.end());
}

void GapSearch::Expand(const uint32_t* ends, size_t size, uint32_t support, uint32_t length) {
  if (max_length_ != 0 && length >= max_length_) return;
  const auto min_support = static_cast<uint32_t>(floor_.current());
  const bool possible = Count(ends, size, support > min_support ? support - min_support : 0);
  if (possible) ChooseFrequent(min_support);
  if (!possible || frequent_.empty()) {
    ResetTallies();
    return;
  }
  const Node node{extensions_.size(), extensions_.size(), arena_.mark()};
  for (const uint32_t item : frequent_) {
    const Tally& tally = tallies_[item];
    auto* const out = arena_.Allocate<uint32_t>(tally.size);
    extensions_.push_back({out, tally.support, item, tally.size});
    out_[item] = out;
    keep_[item] = 1;
  }
  ResetTallies();
  Fill(ends, size);
  for (const uint32_t item : frequent_) {
    out_[item] = &nowhere_;
    keep_[item] = 0;
  }
  nodes_.push_back(node);
}

template <typename Visit, typename Closed>
void GapSearch::VisitReach(const uint32_t* ends, size_t size, const Visit& visit,
                           const Closed& closed) const {
  const GapIndex::Place* const places = index_.places();
  for (size_t i = 0; i < size;) {
    const uint32_t sequence = places[ends[i]].sequence;
    const uint32_t stop = index_.sequences().starts[sequence + 1];
    uint32_t reached = 0;
    for (uint32_t q = ends[i]; q < stop; ++q) {
      const bool is_end = i < size && ends[i] == q;
      if (is_end) {
        ++i;
      } else if (q >= reached) {
        if (i == size || ends[i] >= stop) break;
        q = ends[i] - 1;
        continue;
      }
      if (visit(q, is_end)) reached = std::max(reached, places[q].reach_end);
    }
    closed(sequence);
  }
}

bool GapSearch::MineRootByReach(uint32_t root, TaskOutput& output) {
  if (max_length_ == 1) return true;
  const EncodedSequences& sequences = index_.sequences();
  const uint32_t* const ends = index_.ends(root);
  const size_t size = index_.end_count(root);
  size_t visited = 0;
  size_t visited_sequences = 0;
  touched_count_ = 0;
  VisitReach(
      ends, size,
      [&](uint32_t q, bool) {
        ++visited;
        const uint32_t sequence = index_.places()[q].sequence;
        Tally& tally = tallies_[sequences.codes[q]];
        if (tally.size++ == 0) touched_[touched_count_++] = sequences.codes[q];
        tally.support += tally.last_sequence != sequence ? sequences.weights[sequence] : 0;
        tally.last_sequence = sequence;
        return true;
      },
      [&](uint32_t) { ++visited_sequences; });
  ChooseFrequent(static_cast<uint32_t>(floor_.current()));
  ResetTallies();
  const auto items = static_cast<uint32_t>(frequent_.size());
  if (items == 0) return true;
  auto* const codes = arena_.Allocate<uint32_t>(items);
  for (uint32_t i = 0; i < items; ++i) {
    codes[i] = frequent_[i];
    local_[codes[i]] = static_cast<uint8_t>(i);
  }
  reach_builder_.Begin(visited_sequences, visited);
  uint32_t first = 0;
  bool fresh = true;
  VisitReach(
      ends, size,
      [&](uint32_t q, bool is_end) {
        const uint32_t local = local_[sequences.codes[q]];
        if (!is_end && local == ReachDatabaseBuilder::kNoItem) return false;
        if (fresh) first = sequences.positions[q];
        fresh = false;
        reach_builder_.AddPlace(sequences.positions[q] - first, local, is_end);
        return true;
      },
      [&](uint32_t sequence) {
        reach_builder_.Close(sequences.weights[sequence]);
        fresh = true;
      });
  for (uint32_t i = 0; i < items; ++i) local_[codes[i]] = ReachDatabaseBuilder::kNoItem;
  const ReachDatabase* const database = reach_builder_.Finish(
      items, codes, index_.max_gap(), control_.ShareOfMemory(kMostReachBytes));
  if (database != nullptr) {
    reach_search_.Mine(*database, sequences.item_support[root], 1, output);
  }
  return database != nullptr;
}

}  // namespace adit::mining
