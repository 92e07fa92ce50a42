// Masked events of a simulated workforce, and envelopes of them, for the collector's benchmarks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collector/store/ids.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/event/event_record.h"
#include "common/wire/envelope_writer.h"

namespace adit::bench {

// One person's working days, through the real scrub step under the shipped policy.
[[nodiscard]] std::vector<EventRecord> SimulatePerson(uint32_t people, uint32_t days,
                                                      uint32_t person);

struct Sender {
  Id16 agent{};
  Id16 incarnation{};
  crypto::SigningKeyPair signer;
};
[[nodiscard]] Sender MakeSender();

// A sealed envelope of events[from, from + count), numbered as they are.
[[nodiscard]] Bytes Seal(const Sender& sender, const crypto::BoxPublicKey& recipient, uint64_t seq,
                         const std::vector<EventRecord>& events, size_t from, size_t count);

// Wall time of a stretch of work, and processor time of all threads of this process in it: what a
// loaded machine does not change.
class Stopwatch {
 public:
  Stopwatch();
  [[nodiscard]] double Seconds() const;
  [[nodiscard]] double ProcessorSeconds() const;

 private:
  int64_t begin_us_;
  double begin_processor_s_;
};

// VmRSS and VmHWM of this process in MiB.
[[nodiscard]] double ResidentMiB();
[[nodiscard]] double PeakMiB();

}  // namespace adit::bench
