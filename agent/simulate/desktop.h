// Desktop: one person's screen. Turns steps into the raw events a recorder sees, redundancy
// included.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "agent/simulate/office.h"
#include "agent/simulate/simulated_event.h"

namespace adit::simulate {

// A person's manner at the keyboard.
struct Manner {
  uint32_t mouse_permille = 500;       // fields are clicked, otherwise reached with Tab
  uint32_t redundancy_permille = 700;  // raw events that say the same again are there
  MonitorClass monitor = MonitorClass::kSingle;
};

class Desktop {
 public:
  // `office` must outlive the desktop.
  Desktop(const Office& office, const Manner& manner) : office_(office), manner_(manner) {}

  // Appends the step's events to `out` and moves `now_us` to its end.
  void Perform(const Step& step, const CaseValues& values, const GroundTruth& truth, Random& random,
               int64_t& now_us, std::deque<SimulatedEvent>& out);
  // An event of the session itself: idle, lock, unlock.
  void Report(ActionType action, const GroundTruth& truth, int64_t now_us,
              std::deque<SimulatedEvent>& out);
  // The screen in front, if any.
  [[nodiscard]] std::optional<uint8_t> front_screen() const;
  void StartSession() { ++session_; }

 private:
  struct Rendered {
    std::string text;
    std::vector<Plant> plants;
  };
  struct Shown {
    uint8_t screen = 0;
    Rendered title, document;
  };

  static Rendered Render(const TextTemplate& text, const CaseValues& values, TextPlace place);
  void BringUp(uint8_t screen, const CaseValues& values);
  void Reach(const Step& step);
  void Fill(const Step& step, bool pasted);
  void Activate(const Step& step);
  void HandleFile(const Step& step);
  SimulatedEvent& Emit(ActionType action);
  SimulatedEvent& EmitOn(ActionType action, const Step& step);
  void Place(SimulatedEvent& event, RawText& text, const Rendered& rendered) const;
  void SetContent(SimulatedEvent& event, const Step& step) const;
  [[nodiscard]] bool Redundant() const;

  const Office& office_;
  const Manner manner_;
  std::array<std::optional<Shown>, 16> applications_;
  std::optional<uint8_t> front_;
  uint32_t session_ = 0;

  // Of the step being performed.
  const CaseValues* values_ = nullptr;
  GroundTruth truth_;
  Random* random_ = nullptr;
  int64_t now_us_ = 0;
  std::deque<SimulatedEvent>* out_ = nullptr;
};

}  // namespace adit::simulate
