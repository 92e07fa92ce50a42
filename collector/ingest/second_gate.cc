#include "collector/ingest/second_gate.h"

#include <map>
#include <tuple>
#include <utility>

#include "privacy/detect/detectors.h"

namespace adit {
namespace {

// As privacy/mask writes a value that is masked whole.
constexpr std::string_view kWithheld = "<MASKED>";
constexpr size_t kMaxSuspects = 100'000;
constexpr size_t kMinAppNameBytes = 4;

constexpr std::array<TextKind, kGateFieldCount> kKinds = {TextKind::kWindowTitle, TextKind::kUrl,
                                                          TextKind::kElementName, TextKind::kText};

// What a policy's action "allow" lets stay.
bool IsUncertain(FindingType type) {
  return type == FindingType::kPerson || type == FindingType::kLocation ||
         type == FindingType::kOrganization || type == FindingType::kAddress;
}

// "Vela" in "Orders - Vela ERP" of the application "Vela ERP", as the endpoint decides it.
bool LiesInAppName(std::string_view text, std::string_view app, const Finding& finding) {
  if (app.size() < kMinAppNameBytes) return false;
  for (size_t at = text.find(app); at != std::string_view::npos; at = text.find(app, at + 1)) {
    if (finding.begin >= at && finding.end <= at + app.size()) return true;
  }
  return false;
}

}  // namespace

std::string_view GateFieldName(GateField field) {
  constexpr std::string_view kNames[kGateFieldCount] = {"window_title", "document", "element_name",
                                                        "detail"};
  return kNames[static_cast<size_t>(field)];
}

// One batch. Each distinct text is searched once for each application it stands in.
struct SecondGate::Inspection {
  SecondGate& gate;
  EventTable& events;
  // Text, its field, application and label, to what was found in it.
  using Place = std::tuple<uint32_t, GateField, uint32_t, uint32_t>;
  std::map<Place, std::vector<Finding>> known;
  std::map<std::tuple<GateField, uint16_t, FindingType>, GateFinding> findings;

  const std::vector<Finding>& Search(const Place& place) {
    const auto [at, added] = known.try_emplace(place);
    if (!added) return at->second;
    const auto [text_number, field, app_number, label] = place;
    const std::string& text = events.strings[text_number];
    const std::string& app = events.strings[app_number];
    DetectContext context{.kind = kKinds[static_cast<size_t>(field)], .app = app};
    if (field == GateField::kElementName) context.label = events.strings[label];
    std::vector<Finding> found = gate.detectors_->Find(text, context);
    const bool lenient = gate.options_.lenient[static_cast<size_t>(field)];
    std::erase_if(found, [&](const Finding& finding) {
      if (IsUncertain(finding.type) && (lenient || LiesInAppName(text, app, finding))) return true;
      const auto& excepted = gate.options_.excepted;
      return excepted && excepted(finding.type, std::string_view(text).substr(
                                                    finding.begin, finding.end - finding.begin));
    });
    MergeOverlaps(found);
    at->second = std::move(found);
    return at->second;
  }

  std::array<Place, kGateFieldCount> PlacesOf(const NumberedEvent& row) const {
    const EventTable::Window& window = events.windows[row.window];
    const EventTable::Element& element = events.elements[row.element];
    return {Place{window[3], GateField::kWindowTitle, window[0], 0},
            Place{window[5], GateField::kDocument, window[0], 0},
            Place{element[1], GateField::kElementName, window[0], element[2]},
            Place{row.detail, GateField::kDetail, window[0], 0}};
  }

  bool Look(size_t row) {
    bool found = false;
    for (const Place& place : PlacesOf(events.rows[row])) {
      if (std::get<0>(place) != 0 && !Search(place).empty()) found = true;
    }
    return found;
  }

  // REQUIRES: every row was looked at.
  void Withhold() {
    for (size_t row = 0; row < events.size(); ++row) {
      for (const Place& place : PlacesOf(events.rows[row])) {
        if (std::get<0>(place) == 0) continue;
        std::set<uint16_t> counted;  // an event counts once for each rule
        for (const Finding& finding : Search(place)) {
          const GateField field = std::get<1>(place);
          GateFinding& sum = findings[{field, finding.detector, finding.type}];
          if (sum.events == 0) {
            sum = {field, DetectRuleName(finding.detector), finding.type, 0, row};
          }
          sum.events += counted.insert(finding.detector).second;
        }
      }
    }
    const auto withheld = static_cast<uint32_t>(events.strings.size());
    events.strings.emplace_back(kWithheld);
    // What was found in one field goes from all: rather too much than too little. The store takes
    // over no text of the table that no event refers to.
    std::set<uint32_t> texts;
    for (const auto& [place, found] : known) {
      if (!found.empty()) texts.insert(std::get<0>(place));
    }
    const auto replace = [&](uint32_t& text) {
      if (texts.contains(text)) text = withheld;
    };
    for (EventTable::Window& window : events.windows) {
      replace(window[3]);
      replace(window[5]);
    }
    for (EventTable::Element& element : events.elements) replace(element[1]);
    for (NumberedEvent& row : events.rows) replace(row.detail);
  }
};

SecondGate::SecondGate(GateOptions options)
    : options_(std::move(options)), detectors_(std::make_unique<DetectorSet>(options_.detect)) {}

SecondGate::~SecondGate() = default;

void SecondGate::Use(GateOptions options) {
  const std::lock_guard lock(mutex_);
  next_ = std::move(options);
}

SecondGate::Outcome SecondGate::Quarantine(const Id16& agent, EventTable& events) {
  {
    const std::lock_guard lock(mutex_);
    if (next_) {
      options_ = *std::move(next_);
      next_.reset();
      detectors_ = std::make_unique<DetectorSet>(options_.detect);
    }
  }
  Outcome outcome;
  if (options_.every == 0) return outcome;
  const bool suspect = suspects_.contains(agent);
  Inspection inspection{.gate = *this, .events = events, .known = {}, .findings = {}};
  bool found = false;
  for (size_t row = 0; row < events.size(); ++row) {
    if (!suspect && position_++ % options_.every != 0) continue;
    ++outcome.checked;
    found = inspection.Look(row) || found;
  }
  if (!found) return outcome;
  for (size_t row = 0; row < events.size(); ++row) inspection.Look(row);
  outcome.checked = events.size();
  if (suspects_.size() < kMaxSuspects) suspects_.insert(agent);
  inspection.Withhold();
  for (auto& [key, finding] : inspection.findings) outcome.findings.push_back(std::move(finding));
  return outcome;
}

}  // namespace adit
