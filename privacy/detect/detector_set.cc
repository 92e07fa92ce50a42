#include "privacy/detect/detector_set.h"

#include <algorithm>
#include <cstring>

namespace adit {
namespace {

constexpr size_t kMinOwnNameBytes = 3;

// Folded lower-case words of a name, and the whole of it.
void AddOwnName(const std::string& name, bool words_too, std::vector<std::string>& out) {
  FoldedText folded;
  if (!folded.Assign(name)) return;
  const std::string_view lower = folded.lower();
  const auto add = [&out](std::string_view word) {
    if (word.size() >= kMinOwnNameBytes &&
        std::find(out.begin(), out.end(), word) == out.end()) {
      out.emplace_back(word);
    }
  };
  add(lower);
  if (!words_too) return;
  for (size_t at = 0; at < lower.size();) {
    const size_t space = std::min(lower.find(' ', at), lower.size());
    add(lower.substr(at, space - at));
    at = space + 1;
  }
}

// Which of two overlapping findings names the whole: a sure one that holds the other, else the better
// score; at a tie the longer stretch.
bool Names(const Finding& next, const Finding& last) {
  constexpr float kSure = 0.75f;
  const bool next_holds = next.begin <= last.begin && next.end >= last.end;
  const bool last_holds = last.begin <= next.begin && last.end >= next.end;
  // A secret in an address is a credential of that address.
  if (next_holds && next.type == FindingType::kUrlCredential && last.type == FindingType::kSecret) return true;
  if (last_holds && last.type == FindingType::kUrlCredential && next.type == FindingType::kSecret) return false;
  if (next_holds != last_holds) {
    if (next_holds && next.score >= kSure) return true;
    if (last_holds && last.score >= kSure) return false;
  }
  if (next.score != last.score) return next.score > last.score;
  return next.end - next.begin > last.end - last.begin;
}

}  // namespace

DetectorSet::DetectorSet(DetectOptions options)
    : options_(std::move(options)), scanned_(&extra_context_) {
  for (size_t i = 0; i < options_.context.size(); ++i) {
    extra_context_.AddPositive(static_cast<FindingType>(i), options_.context[i]);
    extra_context_.AddNegative(static_cast<FindingType>(i), options_.negative_context[i]);
  }
  for (const std::string& name : options_.user_names) AddOwnName(name, true, own_names_.users);
  for (const std::string& name : options_.host_names) {
    AddOwnName(name, false, own_names_.hosts);
    // "pc-17.example.org" is also written "pc-17".
    if (const size_t dot = name.find('.'); dot != std::string::npos) {
      AddOwnName(name.substr(0, dot), false, own_names_.hosts);
    }
  }
}

DetectorSet::~DetectorSet() = default;

void DetectorSet::RunDetectors() {
  FindEmails(scanned_, candidates_);
  FindUrlParts(scanned_, candidates_);
  FindUserPaths(scanned_, candidates_);
  FindSecrets(scanned_, candidates_);
  if (scanned_.digit_count() > 0 || scanned_.has(':') || scanned_.has('-') || scanned_.has('.')) FindNetworkAddresses(scanned_, candidates_);
  if (scanned_.digit_count() > 0) {
    FindCards(scanned_, candidates_);
    FindPhones(scanned_, candidates_);
    FindNumbers(scanned_, candidates_);
    if (options_.long_numbers) FindLongNumbers(scanned_, candidates_);
  }
  FindBankNumbers(scanned_, candidates_);
  FindAddresses(scanned_, candidates_);
  FindBirthDates(scanned_, candidates_);
  FindLabelled(scanned_, candidates_);
  FindPersons(scanned_, candidates_);
  FindCaselessNames(scanned_, candidates_);
  FindOrganizations(scanned_, candidates_);
  if (options_.directory != nullptr) options_.directory->Find(scanned_, candidates_);
  if (!own_names_.users.empty() || !own_names_.hosts.empty()) {
    FindOwnNames(scanned_, own_names_, candidates_);
  }
}

// What detectors cannot know: words against a type, and words for a type without a context of its own.
void DetectorSet::ApplyExtraContext() {
  constexpr float kStep = 0.35f;  // as the product's own words
  for (Candidate& candidate : candidates_) {
    uint32_t raises = 0;
    uint32_t lowers = 0;
    scanned_.ExtraTypesNear(candidate.begin, candidate.end, raises, lowers);
    const uint32_t type = uint32_t{1} << static_cast<int>(candidate.type);
    if ((raises & type) != 0) candidate.score = std::min(1.0f, candidate.score + kStep);
    if ((lowers & type) != 0) candidate.score -= kStep;
  }
}

bool DetectorSet::Find(std::string_view text, const DetectContext& context,
                       std::vector<Finding>& findings) {
  findings.clear();
  candidates_.clear();
  if (text.size() > kMaxDetectBytes || !scanned_.Scan(text, context)) return false;
  RunDetectors();
  if (!extra_context_.empty()) ApplyExtraContext();
  for (const Candidate& candidate : candidates_) {
    const auto type = static_cast<size_t>(candidate.type);
    if (!options_.enabled[type] || candidate.score < options_.threshold[type]) continue;
    Finding finding{.begin = scanned_.folded().BeginToOriginal(candidate.begin),
                    .end = scanned_.folded().EndToOriginal(candidate.end),
                    .type = candidate.type,
                    .score = candidate.score,
                    .detector = candidate.rule};
    std::memcpy(finding.country, candidate.country, sizeof finding.country);
    findings.push_back(finding);
  }
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return true;
}

std::vector<Finding> DetectorSet::Find(std::string_view text, const DetectContext& context) {
  std::vector<Finding> findings;
  if (!Find(text, context, findings)) {
    findings.assign(1, Finding{.begin = 0, .end = text.size(), .type = FindingType::kCustom, .score = 1});
  }
  return findings;
}

void MergeOverlaps(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  size_t kept = 0;
  for (const Finding& next : findings) {
    if (kept > 0) {
      Finding& last = findings[kept - 1];
      const bool touches = next.begin == last.end && next.type == last.type;
      if (next.begin < last.end || touches) {
        const size_t begin = last.begin;
        const size_t end = std::max(last.end, next.end);
        if (Names(next, last)) last = next;
        last.begin = begin;
        last.end = end;
        continue;
      }
    }
    findings[kept++] = next;
  }
  findings.resize(kept);
}

}  // namespace adit
