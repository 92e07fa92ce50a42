#include "collector/jobs/identity_match.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

// The first eight bytes of a digest: enough for the steps of one department, and stable for ever.
uint64_t Short(ByteView bytes) {
  const auto digest = crypto::HashOf(bytes);
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return number;
}

std::string Hex(uint64_t number) {
  Bytes bytes(8);
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<uint8_t>(number >> (56 - 8 * i));
  return HexEncode(bytes);
}

// A key nobody has: the proposed one, or one derived from it.
std::string FreeKey(const std::string& proposed, const std::set<std::string>& taken) {
  std::string key = proposed;
  for (int i = 1; taken.contains(key); ++i) {
    key = Hex(Short(AsBytes(proposed + "/" + std::to_string(i))));
  }
  return key;
}

}  // namespace

std::string VariantId(const Discovery& discovery, const std::vector<uint32_t>& activities) {
  Bytes form;
  ByteWriter out(form);
  for (const uint32_t number : activities) out.U64(StepSignature(discovery.activities[number]));
  return Hex(Short(form));
}

RoutineIdentity IdentityOf(const Discovery& discovery, const Routine& routine) {
  std::map<uint32_t, uint64_t> instances_with;
  for (const Variant& variant : routine.variants) {
    const std::set<uint32_t> distinct(variant.activities.begin(), variant.activities.end());
    for (const uint32_t number : distinct) instances_with[number] += variant.count;
  }
  RoutineIdentity identity{routine.key, {}};
  for (const auto& [number, count] : instances_with) {
    const auto permille =
        static_cast<uint32_t>(count * 1000 / std::max<uint64_t>(1, routine.instances));
    if (permille > 0)
      identity.steps.push_back({StepSignature(discovery.activities[number]), permille});
  }
  std::sort(identity.steps.begin(), identity.steps.end(),
            [](const WeightedStep& a, const WeightedStep& b) {
              return std::tie(a.step, a.permille) < std::tie(b.step, b.permille);
            });
  return identity;
}

std::vector<std::string> MatchIdentities(const std::vector<RoutineIdentity>& known,
                                         const std::vector<RoutineIdentity>& current) {
  // Only routines that share a step are compared: thousands of routines are no square of thousands.
  std::multimap<uint64_t, size_t> known_with;
  for (size_t k = 0; k < known.size(); ++k) {
    for (const WeightedStep& step : known[k].steps) known_with.emplace(step.step, k);
  }
  struct Pair {
    double similarity;
    size_t known;
    size_t current;
  };
  std::vector<Pair> pairs;
  for (size_t c = 0; c < current.size(); ++c) {
    std::set<size_t> candidates;
    for (const WeightedStep& step : current[c].steps) {
      const auto [begin, end] = known_with.equal_range(step.step);
      for (auto it = begin; it != end; ++it) candidates.insert(it->second);
    }
    for (const size_t k : candidates) {
      const double similarity = Similarity(known[k], current[c]);
      if (similarity >= kSameRoutine) pairs.push_back({similarity, k, c});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return std::tie(known[a.known].key, a.current) < std::tie(known[b.known].key, b.current);
  });
  std::vector<std::string> keys(current.size());
  std::set<std::string> given;
  for (const Pair& pair : pairs) {
    if (!keys[pair.current].empty() || given.contains(known[pair.known].key)) continue;
    keys[pair.current] = known[pair.known].key;
    given.insert(known[pair.known].key);
  }
  // A key that belonged to another routine before is not given to a new one.
  for (const RoutineIdentity& old : known) given.insert(old.key);
  for (size_t c = 0; c < current.size(); ++c) {
    if (!keys[c].empty()) continue;
    keys[c] = FreeKey(current[c].key, given);
    given.insert(keys[c]);
  }
  return keys;
}

}  // namespace adit
