#include "agent/simulate/simulation_options.h"

#include <charconv>

#include "common/base/time_text.h"

namespace adit::simulate {
namespace {

Status Wrong(std::string_view key, std::string_view value, std::string_view right) {
  return InvalidArgument("simulation: " + std::string(key) + "=" + std::string(value) +
                         ": expected " + std::string(right));
}

template <typename Number>
bool ReadNumber(std::string_view text, Number low, Number high, Number& out) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (value < low || value > high) return false;
  out = value;
  return true;
}

// "0.25", ".5" or "1" as permille.
bool ReadShare(std::string_view text, uint32_t& out) {
  const size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  std::string digits(dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1));
  if (whole.empty() && digits.empty()) return false;
  if (digits.size() > 9) return false;
  digits.resize(3 > digits.size() ? 3 : digits.size(), '0');
  uint32_t units = 0;
  uint32_t fraction = 0;
  if (!whole.empty() && !ReadNumber(whole, 0U, 1U, units)) return false;
  if (!ReadNumber(std::string_view(digits).substr(0, 3), 0U, 999U, fraction)) return false;
  if (units == 1 && fraction > 0) return false;
  out = units * 1000 + fraction;
  return true;
}

uint32_t* ShareOf(SimulationOptions& options, std::string_view key) {
  if (key == "routine-share") return &options.routine_permille;
  if (key == "noise") return &options.noise_permille;
  if (key == "interleaving") return &options.interleaving_permille;
  if (key == "variants") return &options.variants_permille;
  if (key == "errors") return &options.error_permille;
  if (key == "batching") return &options.batching_permille;
  if (key == "redundancy") return &options.redundancy_permille;
  return nullptr;
}

}  // namespace

std::optional<SimulationOptions> ProfileOptions(std::string_view profile) {
  SimulationOptions options;
  options.profile = profile;
  if (profile == "office") return options;
  if (profile == "easy") {
    options.routine_permille = 850;
    options.noise_permille = 10;
    options.interleaving_permille = 0;
    options.variants_permille = 250;
    options.error_permille = 5;
    options.batching_permille = 300;
    return options;
  }
  if (profile == "hard") {
    options.routine_permille = 350;
    options.noise_permille = 180;
    options.interleaving_permille = 350;
    options.variants_permille = 850;
    options.error_permille = 60;
    options.batching_permille = 550;
    return options;
  }
  return std::nullopt;
}

Status SetSimulationOption(SimulationOptions& options, std::string_view key,
                           std::string_view value) {
  if (uint32_t* share = ShareOf(options, key)) {
    return ReadShare(value, *share) ? OkStatus() : Wrong(key, value, "a share from 0 to 1");
  }
  if (key == "seed") {
    return ReadNumber(value, uint64_t{0}, UINT64_MAX, options.seed)
               ? OkStatus()
               : Wrong(key, value, "a whole number");
  }
  if (key == "people") {
    return ReadNumber(value, 1U, kMaxPeople, options.people) ? OkStatus()
                                                             : Wrong(key, value, "1 to 20000");
  }
  if (key == "days") {
    return ReadNumber(value, 1U, kMaxDays, options.days) ? OkStatus()
                                                         : Wrong(key, value, "1 to 3660");
  }
  if (key == "language") {
    if (value != "en" && value != "de" && value != "fr" && value != "es") {
      return Wrong(key, value, "en, de, fr or es");
    }
    options.language = value;
    return OkStatus();
  }
  if (key == "start") {
    const auto start = ParseTime(value);
    if (!start) return Wrong(key, value, "a date such as 2026-03-02");
    options.start_wall_us = *start;
    return OkStatus();
  }
  return NotFound("simulation: unknown key '" + std::string(key) +
                  "'; known: seed, profile, people, person, days, speed, routine-share, noise, "
                  "interleaving, variants, errors, batching, redundancy, language, start");
}

Status CheckOptions(const SimulationOptions& options) {
  if (options.routine_permille > 950) {
    return InvalidArgument(
        "simulation: routine-share above 0.95 leaves no time between the instances");
  }
  if (options.noise_permille > 500) {
    return InvalidArgument("simulation: noise above 0.5 would bury the instances it is put into");
  }
  // Foreign events inside instances are no routine events either.
  const uint32_t inside =
      options.routine_permille * options.noise_permille / (1000 - options.noise_permille);
  if (options.routine_permille + inside > 1000) {
    return InvalidArgument("simulation: routine-share and noise together exceed all events");
  }
  return OkStatus();
}

Result<SimulationSpec> ParseSimulationSpec(std::string_view text) {
  SimulationSpec spec;
  // The profile first, wherever it stands: single keys override it.
  for (const bool profile_pass : {true, false}) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const size_t comma = rest.find(',');
      const std::string_view pair = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos)
        return Wrong(pair, "", "key=value pairs with commas between");
      const std::string_view key = pair.substr(0, equals);
      const std::string_view value = pair.substr(equals + 1);
      if ((key == "profile") != profile_pass) continue;
      if (key == "profile") {
        const auto profile = ProfileOptions(value);
        if (!profile) return Wrong(key, value, "easy, office or hard");
        spec.options = *profile;
      } else if (key == "person") {
        if (!ReadNumber(value, 0U, kMaxPeople - 1, spec.person))
          return Wrong(key, value, "0 to 19999");
      } else if (key == "speed") {
        if (value == "max") {
          spec.speed = 0;
        } else if (!ReadNumber(value, 1U, 1'000'000U, spec.speed)) {
          return Wrong(key, value, "max, or simulated seconds a real second from 1");
        }
      } else {
        ADIT_RETURN_IF_ERROR(SetSimulationOption(spec.options, key, value));
      }
    }
  }
  if (spec.person >= spec.options.people) {
    return Wrong("person", std::to_string(spec.person),
                 "less than people (" + std::to_string(spec.options.people) + ")");
  }
  ADIT_RETURN_IF_ERROR(CheckOptions(spec.options));
  return spec;
}

}  // namespace adit::simulate
