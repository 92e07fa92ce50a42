// SimulationOptions: what a simulated workforce is like; every number has a profile's default.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit::simulate {

inline constexpr uint32_t kMaxPeople = 20'000;
inline constexpr uint32_t kMaxDays = 3'660;

// All shares are 0 to 1 and permille inside, so that no floating-point difference between platforms
// can change a log. docs/formats/simulation.md explains them and lists the profiles.
struct SimulationOptions {
  uint64_t seed = 1;
  std::string profile = "office";
  uint32_t people = 10;
  uint32_t days = 5;  // working days; weekends are left out
  // Of all events, those that belong to instances of routines.
  uint32_t routine_permille = 600;
  // Of the events between the first and last event of instances, those that are foreign.
  uint32_t noise_permille = 80;
  // Of all instances, those that overlap another of the same person.
  uint32_t interleaving_permille = 150;
  // 0: every instance takes the main path; 500: as the routines were written; 1000: twice as
  // varied.
  uint32_t variants_permille = 500;
  // Chance that a filled field or a save goes wrong and is done again.
  uint32_t error_permille = 25;
  // Chance that one more instance of the same routine follows at once.
  uint32_t batching_permille = 450;
  // Chance that a step leaves its redundant raw events (focus, click, chord) as well.
  uint32_t redundancy_permille = 700;
  // Language of the labels: en, de, fr, es.
  std::string language = "en";
  // First instant of the first day (midnight UTC); a weekend moves to the next Monday.
  int64_t start_wall_us = 1'772'409'600'000'000;  // 2026-03-02, a Monday
};

// The profile's numbers: easy, office or hard; nothing for another name.
[[nodiscard]] std::optional<SimulationOptions> ProfileOptions(std::string_view profile);

// What a capture source plays: one person of a workforce, at a speed.
struct SimulationSpec {
  SimulationOptions options;
  uint32_t person = 0;  // from 0
  uint32_t speed = 0;   // simulated seconds a real second; 0 = as fast as it is taken
};

// Reads "seed=1,profile=office,person=3,days=5,speed=max"; keys: seed, profile, people, person,
// days, speed, routine-share, noise, interleaving, variants, errors, batching, redundancy,
// language, start. kInvalidArgument names the key and what would be right.
[[nodiscard]] Result<SimulationSpec> ParseSimulationSpec(std::string_view text);

// Sets one option from text, keys as above. kNotFound for an unknown key.
[[nodiscard]] Status SetSimulationOption(SimulationOptions& options, std::string_view key,
                                         std::string_view value);

// kInvalidArgument when numbers contradict each other or leave their ranges.
[[nodiscard]] Status CheckOptions(const SimulationOptions& options);

}  // namespace adit::simulate
