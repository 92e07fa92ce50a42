#include "collector/mining/occurrence_search.h"

#include <algorithm>

namespace adit::mining {
OccurrenceSearch::OccurrenceSearch(const EncodedSequences& sequences, const SearchLimits& limits,
                                   PatternKind kind, SupportFloor& floor, SearchControl& control)
    : sequences_(sequences),
      limits_(limits),
      floor_(floor),
      control_(control),
      memory_(control),
      kind_(kind),
      code_count_(static_cast<uint32_t>(sequences.items.size())),
      windowed_(limits.max_gap != 0 || limits.max_span != 0),
      tallies_(size_t{code_count_} * (sequences.has_itemsets ? 2 : 1)) {
  sequence_of_.resize(sequences.codes.size());
  root_ends_.resize(code_count_);
  for (uint32_t s = 0; s < sequences.size(); ++s) {
    for (uint32_t i = sequences.starts[s]; i < sequences.starts[s + 1]; ++i) {
      sequence_of_[i] = s;
      root_ends_[sequences.codes[i] & kMaxItem].push_back(i);
    }
  }
  if (limits.max_span != 0) latest_start_.assign(sequences.longest, -1);
  if (kind != PatternKind::kFrequent) {
    check_ = std::make_unique<ClosureCheck>(sequences, limits, sequence_of_.data());
  }
}

void OccurrenceSearch::Account() {
  memory_.Set(4 * (ends_.capacity() + begins_.capacity() + 2 * sequence_of_.capacity()) +
              sizeof(Extension) * extensions_.capacity() + sizeof(Tally) * tallies_.capacity());
}

void OccurrenceSearch::SeedRoot(uint32_t root) {
  ends_ = root_ends_[root];
  if (limits_.max_span != 0) begins_ = ends_;
  extensions_.clear();
  nodes_.clear();
}

// Prefixes that were no results of their own are logged with a support of 0.
void OccurrenceSearch::Emit(uint64_t support, TaskOutput& output) {
  const auto length = static_cast<uint32_t>(path_.size());
  if (output.silent() || !floor_.Offer(support, length)) return;
  PatternLog& log = output.log();
  for (; logged_ + 1 < path_.size(); ++logged_) {
    log.Append(static_cast<uint32_t>(logged_ + 1), path_[logged_], 0);
  }
  log.Append(length, path_.back(), support);
  logged_ = path_.size();
}

void OccurrenceSearch::MineRoot(uint32_t root, TaskOutput& output) {
  if (sequences_.item_support[root] < floor_.current()) return;
  SeedRoot(root);
  path_.assign(1, root);
  path_ranges_.assign(1, {0, ends_.size()});
  logged_ = 0;
  Enter(sequences_.item_support[root], output);
  while (!nodes_.empty() && !control_.stopped()) {
    Node& node = nodes_.back();
    if (node.next_extension == extensions_.size()) {
      extensions_.resize(node.first_extension);
      ends_.resize(node.ends_mark);
      if (limits_.max_span != 0) begins_.resize(node.ends_mark);
      nodes_.pop_back();
      continue;
    }
    const Extension extension = extensions_[node.next_extension++];
    if (!floor_.Wants(extension.support, static_cast<uint32_t>(nodes_.size() + 1))) continue;
    if (nodes_.size() == 1) {
      if (!output.Claim(extension.key)) continue;
      logged_ = 0;  // what comes may be a part of its own
    }
    path_.resize(nodes_.size());
    path_.push_back(KeyCode(extension.key));
    path_ranges_.resize(nodes_.size());
    path_ranges_.push_back({extension.begin, extension.size});
    logged_ = std::min(logged_, nodes_.size());
    output.FlushIfLarge();
    if ((++polls_ & 0xff) == 0) {
      control_.Poll();
      Account();
    }
    Enter(extension.support, output);
  }
}

void OccurrenceSearch::Enter(uint64_t support, TaskOutput& output) {
  if (kind_ != PatternKind::kFrequent) {
    EnterCandidate(support, output);
    return;
  }
  Emit(support, output);
  Expand(path_ranges_.back().begin, path_ranges_.back().size, static_cast<uint32_t>(path_.size()));
}

void OccurrenceSearch::EnterCandidate(uint64_t support, TaskOutput& output) {
  const auto length = static_cast<uint32_t>(path_.size());
  const EndRange occurrences = path_ranges_.back();
  const bool longest = limits_.max_length != 0 && length >= limits_.max_length;
  const auto lists = [this] { return EndLists{ends_.data(), begins_.data()}; };
  bool wanted = true;
  if (!longest && check_->Dominated(path_, path_ranges_, lists())) {
    if (!MayReachMaxLength()) return;
    wanted = false;
  }
  const size_t first = extensions_.size();
  Expand(occurrences.begin, occurrences.size, length);
  // Of a longer pattern that is frequent (for maximal ones) or as frequent (for closed ones).
  uint64_t best = 0;
  for (size_t i = first; i < extensions_.size(); ++i) {
    best = std::max(best, extensions_[i].support);
  }
  wanted = wanted && (kind_ == PatternKind::kMaximal ? best == 0 : best < support);
  if (wanted && !longest && !windowed_) {
    wanted = check_->BackwardClosed(path_, occurrences, lists());
  }
  if (wanted) Emit(support, output);
}

bool OccurrenceSearch::MayReachMaxLength() const {
  if (limits_.max_length == 0) return false;
  const EndRange occurrences = path_ranges_.back();
  for (size_t i = occurrences.begin; i < occurrences.begin + occurrences.size; ++i) {
    const uint32_t left = sequences_.starts[sequence_of_[ends_[i]] + 1] - ends_[i] - 1;
    if (path_.size() + left >= limits_.max_length) return true;
  }
  return false;
}

// Calls visit(sequence, index, begin) for every code index within reach, ascending within a
// sequence.
template <typename Visit>
void OccurrenceSearch::VisitExtensions(size_t begin, size_t size, const Visit& visit) {
  const size_t end = begin + size;
  for (size_t i = begin; i < end;) {
    const uint32_t sequence = sequence_of_[ends_[i]];
    size_t next = i + 1;
    const uint32_t sequence_end = sequences_.starts[sequence + 1];
    while (next < end && ends_[next] < sequence_end) ++next;
    VisitSequence(i, next, sequence, visit);
    i = next;
  }
}

template <typename Visit>
void OccurrenceSearch::VisitSequence(size_t begin, size_t end, uint32_t sequence,
                                     const Visit& visit) {
  const uint32_t sequence_end = sequences_.starts[sequence + 1];
  const uint32_t* codes = sequences_.codes.data();
  if (sequences_.has_itemsets) {
    for (size_t i = begin; i < end; ++i) {
      const uint32_t first = limits_.max_span != 0 ? begins_[i] : 0;
      for (uint32_t q = ends_[i] + 1; q < sequence_end && (codes[q] & kSameElement) != 0; ++q) {
        visit(sequence, q, first, code_count_);
      }
    }
  }
  if (windowed_) {
    VisitWindows(begin, end, sequence, visit);
    return;
  }
  uint32_t q = ends_[begin] + 1;
  while (q < sequence_end && (codes[q] & kSameElement) != 0) ++q;
  for (; q < sequence_end; ++q) visit(sequence, q, 0u, 0u);
}

template <typename Visit>
void OccurrenceSearch::VisitWindows(size_t begin, size_t end, uint32_t sequence,
                                    const Visit& visit) {
  const uint32_t sequence_end = sequences_.starts[sequence + 1];
  const uint32_t base = sequences_.starts[sequence];
  const uint32_t* positions = sequences_.positions.data();
  const uint64_t gap = limits_.max_gap == 0 ? ~uint32_t{0} : limits_.max_gap;
  uint32_t reached = 0;
  for (size_t i = begin; i < end; ++i) {
    const uint32_t from = positions[ends_[i]];
    uint64_t last = from + gap;
    uint32_t q = ends_[i] + 1;
    if (limits_.max_span != 0) {
      last = std::min(last, uint64_t{positions[begins_[i]]} + limits_.max_span);
    } else {
      q = std::max(q, reached);  // without starts, one visit of each position is enough
    }
    while (q < sequence_end && positions[q] == from) ++q;
    for (; q < sequence_end && positions[q] <= last; ++q) {
      if (limits_.max_span == 0) {
        visit(sequence, q, 0u, 0u);
      } else {
        latest_start_[q - base] = std::max<int64_t>(latest_start_[q - base], begins_[i]);
      }
    }
    reached = std::max(reached, q);
  }
  if (limits_.max_span == 0) return;
  for (uint32_t q = ends_[begin] + 1; q < reached; ++q) {
    const int64_t start = latest_start_[q - base];
    if (start < 0) continue;
    latest_start_[q - base] = -1;
    visit(sequence, q, static_cast<uint32_t>(start), 0u);
  }
}

void OccurrenceSearch::Expand(size_t begin, size_t size, uint32_t length) {
  if (limits_.max_length != 0 && length >= limits_.max_length) return;
  touched_.clear();
  VisitExtensions(begin, size, [this](uint32_t sequence, uint32_t q, uint32_t, uint32_t shift) {
    const uint32_t key = (sequences_.codes[q] & kMaxItem) + shift;
    Tally& tally = tallies_[key];
    if (tally.last_sequence != sequence) {
      if (tally.support == 0) touched_.push_back(key);
      tally.last_sequence = sequence;
      tally.support += sequences_.weights[sequence];
    }
    ++tally.size;
  });
  const Node node{extensions_.size(), extensions_.size(), ends_.size()};
  std::sort(touched_.begin(), touched_.end());
  size_t out = ends_.size();
  const uint64_t min_support = floor_.current();
  for (const uint32_t key : touched_) {
    Tally& tally = tallies_[key];
    if (tally.support >= min_support) {
      extensions_.push_back({key, tally.size, tally.support, out});
      tally.out = out;
      out += tally.size;
    } else {
      tally.support = 0;
    }
  }
  if (extensions_.size() > node.first_extension) {
    ends_.resize(out);
    if (limits_.max_span != 0) begins_.resize(out);
    VisitExtensions(begin, size, [this](uint32_t, uint32_t q, uint32_t first, uint32_t shift) {
      Tally& tally = tallies_[(sequences_.codes[q] & kMaxItem) + shift];
      if (tally.support == 0) return;
      if (limits_.max_span != 0) begins_[tally.out] = first;
      ends_[tally.out++] = q;
    });
    nodes_.push_back(node);
  }
  for (const uint32_t key : touched_) tallies_[key] = Tally{};
}

}  // namespace adit::mining
