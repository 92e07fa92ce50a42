// Department: real agents and a real collector on this machine, for end-to-end tests.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/store/ids.h"
#include "tests/e2e/process.h"
#include "tests/fakes/reserved_port.h"

namespace adit::e2e {

// Everything lives in one new folder, removed at the end unless a test failed (its path is then
// told).
class Department {
 public:
  explicit Department(uint32_t people);
  ~Department();
  Department(const Department&) = delete;
  Department& operator=(const Department&) = delete;

  // Each fails the calling test and returns false when the program does.
  [[nodiscard]] bool MakeCollector();
  [[nodiscard]] bool StartCollector();  // on the same port every time
  [[nodiscard]] bool StopCollector();   // SIGTERM, waits for the end
  void KillCollector();                 // SIGKILL
  [[nodiscard]] bool EnrolEveryone();
  // `source` as for adit-agent run.
  [[nodiscard]] bool StartAgent(uint32_t person, const std::string& source);
  // Waits until the agent's present life records something.
  [[nodiscard]] bool AgentCaptures(uint32_t person);
  void KillAgent(uint32_t person);  // SIGKILL
  [[nodiscard]] bool AgentRuns(uint32_t person);
  // True when the agent ended by itself with exit code 0 in time.
  [[nodiscard]] bool AgentFinishes(uint32_t person, int64_t timeout_ms);

  // Runs `adit COMMAND --json` against the collector; nothing when it fails.
  [[nodiscard]] std::optional<std::string> Ask(const std::string& command);
  // Events the collector has decoded so far, by its metrics; 0 when it does not answer.
  [[nodiscard]] uint64_t StoredEvents();
  [[nodiscard]] bool Mine();

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::string data() const { return folder_ + "/collector"; }
  [[nodiscard]] std::string state(uint32_t person) const;
  [[nodiscard]] const std::string& agent_hex(uint32_t person) const { return agent_hex_[person]; }

 private:
  [[nodiscard]] std::string Log(const std::string& name) const { return folder_ + "/logs/" + name; }

  const uint32_t people_;
  std::string folder_;
  std::string url_;
  ReservedPort port_;
  std::unique_ptr<Process> collector_;
  std::vector<std::unique_ptr<Process>> agents_;
  std::vector<size_t> log_begin_;  // where the log of the agent's present life begins
  std::vector<std::string> agent_hex_;
};

}  // namespace adit::e2e
