// SessionDecoder: the beam search of one session; Decode() runs one a thread.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "collector/discovery/decoder.h"
#include "collector/discovery/step_model.h"

namespace adit {

// One thread; reusable for any number of sessions.
class SessionDecoder {
 public:
  SessionDecoder(const StepLog& log, const StepModel& model,
                 const std::vector<uint8_t>& pause_bucket, const DecodeOptions& options)
      : log_(log), model_(model), pause_(pause_bucket), options_(options) {}

  // Appends the session's instances to `out`.
  void Run(const Session& session, Assignment& out);

 private:
  static constexpr uint32_t kMaxOpen = 3;
  static constexpr uint32_t kNone = 0xFFFFFFFFU;

  // Bloom filter of keys; two bits a key.
  using KeySet = std::array<uint64_t, 4>;

  // An open instance within an explanation.
  struct Task {
    uint32_t routine = 0;
    uint32_t first_step = 0;  // names the instance
    uint32_t last_step = 0;
    uint32_t last_label = 0;  // own number
    LabelSet met{};
    KeySet keys{};      // of the steps met
    float missing = 0;  // bits still to pay for steps not met
  };
  struct Explanation {
    float bits = 0;
    float rank = 0;         // bits plus a share of what open instances still miss
    uint32_t node = kNone;  // last decision
    uint32_t open = 0;
    uint64_t key = 0;      // hash of the state
    Task tasks[kMaxOpen];  // most recently active first
  };
  // A decision: what the step was taken for.
  struct Node {
    uint32_t before;
    uint32_t first_step;  // of the instance, kNone = noise
    uint32_t routine;
    bool ends;
  };

  // Whether one of the step's keys is in the set; the set may then take them in.
  [[nodiscard]] bool Meets(const KeySet& set, uint32_t step) const;
  void AddKeys(uint32_t step, KeySet& set) const;
  void Expand(uint32_t step);
  void GoOn(const Explanation& from, uint32_t which, uint32_t own, uint32_t step);
  void BeginTask(const Explanation& from, uint32_t step);
  void Add(Explanation explanation, uint32_t first_step, uint32_t routine, bool ends);
  void AddOpenAndEnded(Explanation explanation, uint32_t own);
  void KeepBest();
  void Settle(bool at_end, Assignment& out);
  [[nodiscard]] float EndBits(const Task& task) const;

  const StepLog& log_;
  const StepModel& model_;
  const std::vector<uint8_t>& pause_;
  const DecodeOptions& options_;
  std::vector<Explanation> now_;
  std::vector<Explanation> next_;
  std::vector<uint32_t> order_;
  std::vector<Node> nodes_;
  KeySet recent_keys_{};  // of the last steps
  std::vector<uint32_t> ring_;
  double settled_bits_ = 0;
  // Instances that are open when a stretch is settled go on in the next one.
  std::unordered_map<uint32_t, Piece> unfinished_;
  std::unordered_map<uint32_t, uint32_t> unfinished_routine_;
};

}  // namespace adit
