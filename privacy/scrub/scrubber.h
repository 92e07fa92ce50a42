// Scrubber: the one door from a raw UiEvent to a MaskedEvent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/event/ui_event.h"
#include "privacy/mask/masked_event.h"
#include "privacy/policy/policy.h"
#include "privacy/scrub/scrub_report.h"
#include "privacy/scrub/text_masker.h"

namespace adit {

struct ScrubKeys {
  // Generated on the endpoint and kept there; all other keys derive from it by purpose and period.
  crypto::HashKey master;
};

// Order of trust for each event: policy (drop, existence only) > field rules > templates > detection;
// then masking, a second search of what was masked, and failing closed: what cannot be judged is masked
// whole. Clipboard content becomes a keyed fingerprint and is wiped.
//
// Remembers recent results (keyed hashes of the raw texts and the masked texts, bounded), because
// screens repeat themselves: most events cost a hash and a copy. Not thread-safe; one a thread.
class Scrubber {
 public:
  // Never fails for a compiled policy; the Result leaves room for engines that can.
  [[nodiscard]] static Result<std::unique_ptr<Scrubber>> Create(std::shared_ptr<const Policy> policy,
                                                                ScrubKeys keys,
                                                                const MachineIdentity& identity);
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  // Nothing when the policy drops the event; counted with the rule either way.
  [[nodiscard]] std::optional<MaskedEvent> Scrub(UiEvent raw);

  // Counts since the last call.
  [[nodiscard]] ScrubReport TakeReport();

 private:
  struct State;
  explicit Scrubber(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace adit
