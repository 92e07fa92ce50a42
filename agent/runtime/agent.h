// Agent: the running program: source, pipeline, spool, shipper, control socket, guard.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/degradation_ladder.h"
#include "agent/runtime/person_choice.h"
#include "agent/runtime/pipeline.h"
#include "agent/runtime/policy_store.h"
#include "agent/runtime/preview_ring.h"
#include "agent/runtime/resource_meter.h"
#include "agent/runtime/shipping_thread.h"
#include "agent/runtime/source_spec.h"
#include "agent/runtime/status_report.h"
#include "agent/runtime/stop_signal.h"
#include "agent/ship/identity.h"
#include "agent/spool/spool.h"

namespace adit {

struct AgentOptions {
  SourceSpec source;
  std::string source_text;
  // Masks, prints and previews, keeps and sends nothing: to show people what would leave.
  bool look_only = false;
  bool json = false;
  // After a recording ended or a stop was asked for: wait this long for the collector to confirm.
  int drain_s = 120;
  int64_t seal_after_us = 60'000'000;
};

// Life: Create opens everything and fails with a message that says what to do; Run works until
// `stop` is signalled or a recording ended, then drains and closes. Not thread-safe.
class Agent {
 public:
  // `settings` and `files`, `clock`, `random` must outlive the agent.
  [[nodiscard]] static Result<std::unique_ptr<Agent>> Create(const Settings& settings,
                                                             AgentOptions options,
                                                             FileSystem& files, Clock& clock,
                                                             Random& random);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // ok, or why a recording broke off (kInvalidArgument: its file) or was not delivered in time.
  [[nodiscard]] Status Run(WaitHandle stop);

 private:
  Agent(const Settings& settings, AgentOptions options, FileSystem& files, Clock& clock,
        Random& random);
  [[nodiscard]] Status OpenPolicy();
  [[nodiscard]] Status OpenSpoolAndShipper(const crypto::HashKey& scrub_key);
  [[nodiscard]] Status OpenPipeline();
  [[nodiscard]] Status OpenControl();

  void EverySecond();
  void TakeFetchedPolicy();
  void WatchResources();
  // Starts or stops the source so that it fits the state.
  void ApplyState();
  void StartSource();
  void StopSource(const std::string& reason);
  void EndGap();
  void WriteAlive();
  void NoteTimeStopped();
  [[nodiscard]] Status Finish(Status outcome);

  struct State {
    std::string name;  // "recording" or why not
    std::string remedy;
    [[nodiscard]] bool recording() const { return name == "recording"; }
  };
  [[nodiscard]] State Decide() const;
  [[nodiscard]] std::string HandleControl(const ControlRequest& request);
  [[nodiscard]] std::string Forget(const ControlRequest& request);
  [[nodiscard]] Status ChangeChoice(const ControlRequest& request);
  [[nodiscard]] StatusReport MakeReport() const;

  const Settings& settings_;
  const AgentOptions options_;
  FileSystem& files_;
  Clock& clock_;
  Random& random_;
  const AgentPaths paths_;
  const int64_t started_us_;

  PolicyStore policies_;
  PolicyChoice policy_;
  PersonChoice choice_;
  IdentityStore identity_store_;
  std::optional<AgentIdentity> identity_;
  std::unique_ptr<Connector> connector_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<ShippingThread> shipping_;
  PreviewRing ring_;
  std::unique_ptr<PeriodKeys> period_keys_;
  std::unique_ptr<SessionOrdinal> session_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<CaptureSource> source_;
  std::unique_ptr<ControlServer> control_;
  ResourceMeter meter_;
  DegradationLadder ladder_;

  std::string collector_url_;
  CaptureCapabilities capabilities_;
  std::string source_trouble_;  // why the source does not start
  int64_t next_start_us_ = 0;   // monotonic; not before
  std::string gap_reason_;      // empty: no gap is open
  int64_t gap_wall_us_ = 0;
  int64_t gap_monotonic_us_ = 0;
  int64_t last_alive_us_ = 0;

  std::mutex fetched_mutex_;
  std::optional<std::string> fetched_policy_;  // guarded by fetched_mutex_
  std::atomic<bool> revoked_ = false;
};

}  // namespace adit
