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
                 const std::vector<uint8_t>& pause_bucket, const DecodeOptions& options);

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
    uint64_t hash = 0;  // of routine, last label and what was met
  };
  struct Explanation {
    float bits = 0;
    uint32_t node = kNone;  // last decision
    uint32_t open = 0;
    Task tasks[kMaxOpen];  // most recently active first
  };
  // What an explanation may make of a step. Most are dropped: they are written out when kept.
  struct Candidate {
    float bits;
    uint32_t from;     // number of the explanation it continues
    uint32_t routine;  // of what goes on or begins
    uint8_t own;       // the step's label in the routine
    uint8_t task;      // which goes on; kNoise, kBegins
    bool ends;
    bool closed;   // nothing is open after it
    uint64_t key;  // of the state
  };
  static constexpr uint8_t kNoise = 0xFF;
  static constexpr uint8_t kBegins = 0xFE;
  // A routine that the step may begin.
  struct Beginning {
    uint32_t routine;
    uint8_t own;
    float bits;
    float end_bits;  // to end with this step, and not to
    float on_bits;
    uint64_t hash;
  };
  // A decision: what the step was taken for.
  struct Node {
    uint32_t before;
    uint32_t first_step;  // of the instance, kNone = noise
    uint32_t routine;
  };

  // What is the same for all explanations of a step.
  void Look(uint32_t step);
  void Expand();
  void Consider(const Candidate& candidate);
  void GoOn(uint32_t number, uint32_t which);
  void Begin(uint32_t number);
  void KeepBest();
  [[nodiscard]] bool Offer(const Candidate& candidate);
  void WriteOut(const Candidate& candidate);
  void CloseForgotten();
  void Settle(bool at_end, Assignment& out);
  void AddKeys(uint32_t step, KeySet& set) const;
  [[nodiscard]] static bool Holds(const KeySet& set, uint64_t hash);
  [[nodiscard]] bool Meets(const KeySet& set) const;
  [[nodiscard]] float EndBits(const Task& task) const;

  const StepLog& log_;
  const StepModel& model_;
  const std::vector<uint8_t>& pause_;
  const DecodeOptions& options_;
  std::vector<Explanation> now_;
  std::vector<Explanation> next_;
  std::vector<Candidate> candidates_;
  std::vector<uint64_t> ranks_;  // of the candidates
  float dearest_ = 0;            // bits beyond which an open candidate has no room
  std::vector<uint64_t> kept_;   // states of the next explanations
  bool has_closed_ = false;      // one of them with nothing open
  // The step looked at.
  uint32_t step_ = 0;
  uint32_t label_ = 0;
  std::vector<uint64_t> step_keys_;  // hashes
  std::vector<int16_t> own_of_;      // its label in each routine, -1 where it is not met
  std::vector<Beginning> beginnings_;
  std::vector<Node> nodes_;
  KeySet recent_keys_{};  // of the last steps
  std::vector<uint32_t> ring_;
  double settled_bits_ = 0;
  // Instances that are open when a stretch is settled go on in the next one.
  std::unordered_map<uint32_t, Piece> unfinished_;
  std::unordered_map<uint32_t, uint32_t> unfinished_routine_;
};

}  // namespace adit
