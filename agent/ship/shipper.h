// Shipper: carries sealed spool files to the collector and deletes them when a signed receipt says so.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/ship/enroller.h"
#include "agent/ship/identity.h"
#include "agent/ship/transport.h"
#include "agent/spool/spool.h"
#include "common/base/clock.h"
#include "common/base/random.h"

namespace adit {

struct ShipperOptions {
  EnrolOptions enrol;
  int64_t exchange_timeout_us = 60'000'000;
  int64_t policy_interval_us = 3600ll * 1'000'000;
  // A random wait before the first exchange after start, so that a site that powers up together does
  // not arrive together.
  int64_t start_spread_us = 0;
  // Where MDM puts a fresh enrolment token; read anew at each attempt. "" = none.
  std::string token_path;
  // Where receipts that came on a medium are put (carried_receipts.h); "" = nowhere.
  std::string receipts_directory;
};

// What the runtime does with what the collector sends. Called on the shipper's thread.
struct ShipperCallbacks {
  // A policy document as fetched; the receiver verifies signature and version before using it (I9).
  std::function<void(const std::string& document)> on_policy;
  // A signed revocation: stop capture for good.
  std::function<void()> on_revoked;
};

struct ShipperReport {
  uint64_t batches_delivered = 0;
  uint64_t bytes_delivered = 0;
  uint64_t batches_quarantined = 0;
  uint64_t failures = 0;              // consecutive
  uint64_t answers_without_receipt = 0;
  int64_t last_delivery_wall_us = 0;  // 0 = none yet
  int64_t certificate_not_after_us = 0;
  bool paused_for_identity = false;
  bool revoked = false;
  bool collector_refuses_format = false;  // three refusals in a row: an alarm
  std::string last_reason;            // of the last failure, from a closed set
};

// One thread calls RunOnce() in a loop; Report() may be called from any.
class Shipper {
 public:
  // References must outlive the shipper.
  Shipper(Spool& spool, IdentityStore& store, AgentIdentity identity, Connector& connector,
          FileSystem& files, Clock& clock, Random& random, ShipperOptions options,
          ShipperCallbacks callbacks);
  ~Shipper();
  Shipper(const Shipper&) = delete;
  Shipper& operator=(const Shipper&) = delete;

  // Does at most one exchange and gives the µs after which it wants to be called again (0 = at once).
  [[nodiscard]] int64_t RunOnce();
  [[nodiscard]] ShipperReport Report() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace adit
