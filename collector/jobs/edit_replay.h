// EditReplay: analysts' merges and splits, done again on what a new run found.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/model/edit.h"
#include "collector/model/routine.h"
#include "collector/model/routine_identity.h"

namespace adit {

// Used once a run: Regroup on the raw discovery, then Name on the discovery whose figures were
// computed for the new groups. Names, hiding and judgements are no part of it: they are laid over
// what is read (collector/api/published_results.h).
class EditReplay {
 public:
  // `edits` as ActiveEdits() gives them.
  EditReplay(const std::vector<RoutineIdentity>& known, const std::vector<Edit>& edits)
      : known_(known), edits_(edits) {}

  // The group of each instance, or nothing when no edit changes a routine. Edits that name a
  // routine or variants this run has not found are passed over; they count again when it is found.
  [[nodiscard]] std::vector<uint32_t> Regroup(const Discovery& raw);
  // Gives each routine its lasting key. REQUIRES: no instance that Regroup did not see.
  void Name(Discovery& discovery) const;

  // Of the routines as found, before merges and splits: what the next run is matched with.
  [[nodiscard]] const std::vector<RoutineIdentity>& identities() const { return identities_; }
  // How many edits changed this run's routines.
  [[nodiscard]] uint64_t applied() const { return applied_; }

 private:
  void Merge(const Edit& edit);
  void Split(const Edit& edit, const Discovery& raw);
  [[nodiscard]] uint32_t GroupOf(const std::string& key);

  const std::vector<RoutineIdentity>& known_;
  const std::vector<Edit>& edits_;
  std::vector<RoutineIdentity> identities_;
  std::vector<std::string> group_keys_;
  std::vector<uint32_t> groups_;  // one an instance
  std::unordered_map<uint32_t, uint32_t> group_of_event_;  // by an instance's first event
  uint64_t applied_ = 0;
};

// The key of the routine a split makes: the same split gives the same key.
[[nodiscard]] std::string SplitKey(const std::string& routine, std::vector<std::string> variants);

}  // namespace adit
