#include "tests/collector/mining/naive_miner.h"

#include <algorithm>
#include <set>

namespace adit::mining {
namespace {

bool Within(const std::vector<Item>& part, const std::vector<Item>& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

// All embeddings of pattern[step..] with pattern[step - 1] on `before`.
bool Embeds(const NaivePattern& sequence, const NaivePattern& pattern, size_t step, size_t before,
            size_t last, uint32_t max_gap) {
  if (step == pattern.size()) return before == last;
  for (size_t at = before + 1; at <= last; ++at) {
    if (max_gap != 0 && at - before > max_gap) break;
    if (Within(pattern[step], sequence[at]) &&
        Embeds(sequence, pattern, step + 1, at, last, max_gap)) {
      return true;
    }
  }
  return false;
}

bool Occurs(const NaivePattern& sequence, const NaivePattern& pattern,
            const MiningParameters& parameters) {
  for (size_t first = 0; first < sequence.size(); ++first) {
    for (size_t last = first; last < sequence.size(); ++last) {
      if (parameters.max_span != 0 && last - first > parameters.max_span) break;
      if (NaiveOccursAt(sequence, pattern, first, last, parameters.max_gap)) return true;
    }
  }
  return false;
}

bool ContainedIn(const NaivePattern& part, const NaivePattern& whole) {
  return Occurs(whole, part, MiningParameters{});
}

size_t Length(const NaivePattern& pattern) {
  size_t length = 0;
  for (const auto& element : pattern) length += element.size();
  return length;
}

class Enumeration {
 public:
  Enumeration(const SequenceDatabase& database, const MiningParameters& parameters)
      : parameters_(parameters) {
    for (size_t s = 0; s < database.size(); ++s) {
      sequences_.push_back(ToNaive(database.sequence(s)));
      weights_.push_back(database.weight(s));
      for (const auto& element : sequences_.back()) items_.insert(element.begin(), element.end());
    }
  }
  NaiveResult Run() {
    Extend({});
    return std::move(frequent_);
  }

 private:
  void Extend(const NaivePattern& pattern) {
    if (parameters_.max_length != 0 && Length(pattern) >= parameters_.max_length) return;
    for (const Item item : items_) {
      NaivePattern longer = pattern;
      longer.push_back({item});
      Try(longer);
      if (pattern.empty() || pattern.back().back() >= item) continue;
      longer = pattern;
      longer.back().push_back(item);
      Try(longer);
    }
  }
  void Try(const NaivePattern& pattern) {
    uint64_t support = 0;
    for (size_t s = 0; s < sequences_.size(); ++s) {
      if (Occurs(sequences_[s], pattern, parameters_)) support += weights_[s];
    }
    if (support < parameters_.min_support) return;
    frequent_[pattern] = support;
    Extend(pattern);
  }

  const MiningParameters& parameters_;
  std::vector<NaivePattern> sequences_;
  std::vector<uint64_t> weights_;
  std::set<Item> items_;
  NaiveResult frequent_;
};

}  // namespace

NaivePattern ToNaive(std::span<const Item> items) {
  NaivePattern pattern;
  for (const Item item : items) {
    if ((item & kSameElement) == 0) pattern.emplace_back();
    pattern.back().push_back(item & kMaxItem);
  }
  return pattern;
}

bool NaiveOccursAt(const NaivePattern& sequence, const NaivePattern& pattern, size_t first,
                   size_t last, uint32_t max_gap) {
  return Within(pattern[0], sequence[first]) && Embeds(sequence, pattern, 1, first, last, max_gap);
}

NaiveResult NaiveMine(const SequenceDatabase& database, const MiningParameters& parameters) {
  const NaiveResult frequent = Enumeration(database, parameters).Run();
  NaiveResult result;
  for (const auto& [pattern, support] : frequent) {
    if (Length(pattern) < parameters.min_length) continue;
    bool keep = true;
    if (parameters.kind != PatternKind::kFrequent) {
      for (const auto& [other, other_support] : frequent) {
        if (Length(other) <= Length(pattern)) continue;
        if (parameters.kind == PatternKind::kClosed && other_support != support) continue;
        if (ContainedIn(pattern, other)) keep = false;
      }
    }
    if (keep) result[pattern] = support;
  }
  return result;
}

}  // namespace adit::mining
