// SimulatedNetwork: one agent's way to the collector, with everything that happens to bytes on it.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "agent/ship/transport.h"
#include "common/base/random.h"
#include "tests/simulation/simulated_collector.h"

namespace adit {

// Not thread-safe. `collector` and `counts` outlive it.
class SimulatedNetwork final : public Connector {
 public:
  SimulatedNetwork(uint64_t seed, SimulatedCollector& collector, SimulationCounts& counts)
      : random_(seed), collector_(collector), counts_(counts) {}

  Result<std::unique_ptr<Transport>> Connect(const crypto::TlsClientOptions& tls) override;

  // No mishaps any more; what is still under way arrives.
  void Settle();
  // Requests that were delayed on the way arrive now, in any order.
  void DeliverLate();
  void set_reliable(bool reliable) { reliable_ = reliable; }
  // Whose time passes while a slow link carries a request.
  void set_clock(FakeClock* clock) { clock_ = clock; }

 private:
  friend class SimulatedTransport;
  struct Sent {
    std::string method, path, content_type;
    Bytes body;
    std::optional<crypto::CertificateFacts> peer;
  };
  Result<HttpAnswer> Exchange(const HttpRequest& request,
                              const std::optional<crypto::CertificateFacts>& peer,
                              int64_t timeout_us, size_t max_answer_bytes);
  // Nothing when the link is as fast as ever or the request got through in time.
  std::optional<Status> Crawl(const HttpRequest& request, int64_t timeout_us);
  Result<HttpAnswer> Deliver(const HttpRequest& request,
                             const std::optional<crypto::CertificateFacts>& peer);
  HttpAnswer Forge(uint64_t kind, const HttpRequest& request);

  SeededRandom random_;
  SimulatedCollector& collector_;
  SimulationCounts& counts_;
  bool reliable_ = true;
  FakeClock* clock_ = nullptr;
  int slow_for_ = 0;              // exchanges at bytes_per_second_
  uint64_t bytes_per_second_ = 0;
  int partitioned_for_ = 0;  // exchanges that fail before the link is back
  std::deque<Bytes> receipts_;  // seen on this link, for replays
  std::deque<Sent> late_;
};

}  // namespace adit
