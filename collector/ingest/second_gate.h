// SecondGate: looks for personal data in events that were masked on the endpoint already, and keeps
// what it finds out of the store.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/store/ids.h"
#include "common/event/event_table.h"
#include "privacy/detect/detector_set.h"

namespace adit {

// The texts that are looked at, by the names of docs/formats/events.md.
enum class GateField : uint8_t { kWindowTitle, kDocument, kElementName, kDetail };
inline constexpr size_t kGateFieldCount = 4;
[[nodiscard]] std::string_view GateFieldName(GateField field);

struct GateOptions {
  // Every n-th event is looked at; where something is found, every event of the batch and every
  // later one of its agent. 0: none.
  uint32_t every = 16;
  // Detectors and thresholds of the active policy, so that what it lets stay is no alarm.
  DetectOptions detect;
  // A rule of the policy lets persons, places and organisations stay in this text somewhere.
  std::array<bool, kGateFieldCount> lenient{};
  // Values that an exception of the policy lets stay now. May be empty.
  std::function<bool(FindingType, std::string_view value)> excepted;
};

// One rule that should have caught texts of one field.
struct GateFinding {
  GateField field = GateField::kWindowTitle;
  std::string rule;  // "person.title", as masking counts it
  FindingType type = FindingType::kCustom;
  uint64_t events = 0;  // that had such a text
  uint64_t first_row = 0;
};

// The agent's masking is the first gate. A text in which this one finds something becomes
// "<MASKED>" before it is stored; nothing of it is kept, and what is told is the rule.
class SecondGate {
 public:
  explicit SecondGate(GateOptions options);
  ~SecondGate();
  SecondGate(const SecondGate&) = delete;
  SecondGate& operator=(const SecondGate&) = delete;

  // From the next batch on. Threads: any.
  void Use(GateOptions options);

  struct Outcome {
    uint64_t checked = 0;  // events looked at
    std::vector<GateFinding> findings;
  };
  // Changes the texts of `events`. One thread.
  [[nodiscard]] Outcome Quarantine(const Id16& agent, EventTable& events);

 private:
  struct Inspection;

  std::mutex mutex_;
  std::optional<GateOptions> next_;  // guarded by mutex_
  GateOptions options_;
  std::unique_ptr<DetectorSet> detectors_;
  uint64_t position_ = 0;
  std::set<Id16> suspects_;  // agents that let something pass
};

}  // namespace adit
