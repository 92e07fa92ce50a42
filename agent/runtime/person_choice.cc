#include "agent/runtime/person_choice.h"

#include <charconv>

#include "common/base/time_text.h"

namespace adit {
namespace {

constexpr std::string_view kConsentNames[] = {"none", "informed", "given", "withdrawn"};
constexpr std::string_view kFirstLine = "adit-choice 1";
constexpr int64_t kMicrosPerMinute = 60'000'000;

template <typename Int>
bool ReadInt(std::string_view text, Int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool ReadConsent(std::string_view text, Consent& out) {
  for (size_t i = 0; i < std::size(kConsentNames); ++i) {
    if (kConsentNames[i] == text) {
      out = static_cast<Consent>(i);
      return true;
    }
  }
  return false;
}

bool ReadLine(std::string_view line, PersonChoice& choice) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view key = line.substr(0, space);
  const std::string_view value = line.substr(space + 1);
  if (key == "consent") return ReadConsent(value, choice.consent);
  if (key == "consent_us") return ReadInt(value, choice.consent_us);
  if (key == "consent_policy_version") return ReadInt(value, choice.consent_policy_version);
  if (key == "paused_since_us") return ReadInt(value, choice.paused_since_us);
  if (key == "paused_until_us") return ReadInt(value, choice.paused_until_us);
  return false;
}

}  // namespace

std::string_view ConsentName(Consent consent) {
  return kConsentNames[static_cast<size_t>(consent)];
}

std::string_view RecordingStateName(RecordingState state) {
  constexpr std::string_view kNames[] = {"recording", "paused", "needs_consent", "not_in_force"};
  return kNames[static_cast<size_t>(state)];
}

RecordingState MayRecord(const PersonChoice& choice, const PolicyDocument& policy, int64_t now_us) {
  if (now_us < policy.valid_from_us || now_us >= policy.expires_us) {
    return RecordingState::kNotInForce;
  }
  if (choice.consent == Consent::kWithdrawn) return RecordingState::kNeedsConsent;
  if (policy.consent != ConsentMode::kInform && choice.consent != Consent::kGiven) {
    return RecordingState::kNeedsConsent;
  }
  if (choice.paused_since_us != 0 && now_us < choice.paused_until_us)
    return RecordingState::kPaused;
  return RecordingState::kRecording;
}

Status Pause(PersonChoice& choice, const PolicyDocument& policy, int minutes, int64_t now_us) {
  if (!policy.rights.pause) {
    return PermissionDenied("this policy (" + policy.id + ") does not grant a pause");
  }
  const int limit = policy.rights.max_pause_minutes;
  if (minutes < 0 || (limit != 0 && minutes > limit)) {
    return InvalidArgument("a pause lasts 1 to " + std::to_string(limit) +
                           " minutes by this policy");
  }
  const int length = minutes == 0 ? limit : minutes;
  if (choice.paused_since_us == 0 || now_us >= choice.paused_until_us) {
    choice.paused_since_us = now_us;
  }
  choice.paused_until_us = length == 0 ? kPausedUntilResumed : now_us + length * kMicrosPerMinute;
  return OkStatus();
}

Result<PersonChoice> LoadPersonChoice(FileSystem& files, const std::string& path) {
  const Result<Bytes> bytes = ReadWholeFile(files, path, 4096);
  if (!bytes.ok()) {
    if (bytes.status().code() == StatusCode::kNotFound) return PersonChoice{};
    return bytes.status();
  }
  PersonChoice choice;
  std::string_view rest = AsText(*bytes);
  for (int number = 1; !rest.empty(); ++number) {
    const size_t feed = rest.find('\n');
    const std::string_view line = rest.substr(0, feed);
    rest.remove_prefix(feed == std::string_view::npos ? rest.size() : feed + 1);
    const bool fine = number == 1 ? line == kFirstLine : ReadLine(line, choice);
    if (!fine) {
      return DataLoss(
          path + ":" + std::to_string(number) +
          ": is damaged; recording stays off until you remove this file and decide again "
          "(adit-agent consent, adit-agent pause)");
    }
  }
  return choice;
}

Status SavePersonChoice(FileSystem& files, const std::string& path, const PersonChoice& choice) {
  const std::string text = std::string(kFirstLine) + "\nconsent " +
                           std::string(ConsentName(choice.consent)) + "\nconsent_us " +
                           std::to_string(choice.consent_us) + "\nconsent_policy_version " +
                           std::to_string(choice.consent_policy_version) + "\npaused_since_us " +
                           std::to_string(choice.paused_since_us) + "\npaused_until_us " +
                           std::to_string(choice.paused_until_us) + "\n";
  return WriteFileAtomically(files, path, AsBytes(text));
}

}  // namespace adit
