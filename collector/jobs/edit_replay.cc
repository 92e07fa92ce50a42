#include "collector/jobs/edit_replay.h"

#include <algorithm>
#include <map>
#include <set>

#include "collector/jobs/identity_match.h"
#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/crypto/hash.h"

namespace adit {

std::string SplitKey(const std::string& routine, std::vector<std::string> variants) {
  std::sort(variants.begin(), variants.end());
  Bytes form;
  ByteWriter out(form);
  out.Text(routine);
  for (const std::string& variant : variants) out.Text(variant);
  return HexEncode(crypto::HashOf(form)).substr(0, 16);
}

uint32_t EditReplay::GroupOf(const std::string& key) {
  const auto found = std::find(group_keys_.begin(), group_keys_.end(), key);
  if (found != group_keys_.end()) return static_cast<uint32_t>(found - group_keys_.begin());
  group_keys_.push_back(key);
  return static_cast<uint32_t>(group_keys_.size() - 1);
}

void EditReplay::Merge(const Edit& edit) {
  const uint32_t from = GroupOf(edit.routine);
  const uint32_t into = GroupOf(edit.value);
  if (from == into) return;
  if (std::find(groups_.begin(), groups_.end(), from) == groups_.end()) return;
  std::replace(groups_.begin(), groups_.end(), from, into);
  ++applied_;
}

void EditReplay::Split(const Edit& edit, const Discovery& raw) {
  const std::set<std::string> wanted(edit.variants.begin(), edit.variants.end());
  const uint32_t from = GroupOf(edit.routine);
  std::map<std::pair<uint32_t, uint32_t>, bool> taken;  // by routine and variant as found
  std::vector<size_t> moved;
  size_t members = 0;
  for (size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i] != from) continue;
    ++members;
    const Instance& instance = raw.instances[i];
    const auto [entry, is_new] = taken.try_emplace({instance.routine, instance.variant}, false);
    if (is_new) {
      const Variant& variant = raw.routines[instance.routine].variants[instance.variant];
      entry->second = wanted.contains(VariantId(raw, variant.activities));
    }
    if (entry->second) moved.push_back(i);
  }
  // All or nothing is no split: the routine keeps its key.
  if (moved.empty() || moved.size() == members) return;
  const uint32_t into = GroupOf(edit.value);
  for (const size_t i : moved) groups_[i] = into;
  ++applied_;
}

std::vector<uint32_t> EditReplay::Regroup(const Discovery& raw) {
  identities_.clear();
  for (const Routine& routine : raw.routines) identities_.push_back(IdentityOf(raw, routine));
  group_keys_ = MatchIdentities(known_, identities_);
  for (size_t r = 0; r < identities_.size(); ++r) identities_[r].key = group_keys_[r];
  groups_.clear();
  for (const Instance& instance : raw.instances) groups_.push_back(instance.routine);
  for (const Edit& edit : edits_) {
    if (edit.kind == EditKind::kMerge) Merge(edit);
    if (edit.kind == EditKind::kSplit) Split(edit, raw);
  }
  group_of_event_.clear();
  for (size_t i = 0; i < groups_.size(); ++i)
    group_of_event_[raw.instances[i].events.front()] = groups_[i];
  return applied_ == 0 ? std::vector<uint32_t>() : groups_;
}

void EditReplay::Name(Discovery& discovery) const {
  for (const Instance& instance : discovery.instances) {
    const auto group = group_of_event_.find(instance.events.front());
    ADIT_CHECK(group != group_of_event_.end());
    discovery.routines[instance.routine].key = group_keys_[group->second];
  }
}

}  // namespace adit
