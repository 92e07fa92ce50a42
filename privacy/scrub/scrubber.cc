#include "privacy/scrub/scrubber.h"

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "privacy/mask/mask_text.h"
#include "privacy/mask/pseudonym.h"
#include "privacy/scrub/recent_results.h"

namespace adit {
namespace {

// Results that are remembered: of windows, of elements and of single texts. Work moves among few windows
// and few elements, and among many pairs of them. An entry of a window or an element is about 350 bytes,
// that of a text about 150.
constexpr size_t kRecentWindows = 2048;
constexpr size_t kRecentElements = 4096;
constexpr size_t kRecentTexts = 4096;

// What one event or text adds to the report, remembered with its result.
enum class Counter : uint8_t { kEventRule, kTextRule, kDetector, kWhole };
struct Count {
  Counter counter;
  uint16_t index;
};

struct RememberedText {
  std::string text;
  std::vector<Count> counts;
};

constexpr size_t kWindowTexts = 6;
constexpr size_t kElementTexts = 5;

// What became of the texts of a window, or of an element, in the order of kTexts.
template <size_t kCount>
struct RememberedPart {
  EventVerdict verdict = EventVerdict::kRecord;  // of the event; windows decide it
  std::array<std::string, kCount> texts;
  std::vector<Count> counts;
};
using RememberedWindow = RememberedPart<kWindowTexts>;
using RememberedElement = RememberedPart<kElementTexts>;

struct TextPlan {
  TextField field;
  const RawText UiEvent::*raw;
  std::string EventRecord::*masked;
  TextKind kind;
  size_t max_bytes;
};

// Those of the window first.
constexpr std::array<TextPlan, kWindowTexts + kElementTexts> kTexts = {{
    {TextField::kAppName, &UiEvent::app_name, &EventRecord::app_name, TextKind::kElementName, kMaxTextBytes},
    {TextField::kAppVersion, &UiEvent::app_version, &EventRecord::app_version, TextKind::kIdentifier,
     kMaxTextBytes},
    {TextField::kAppExecutable, &UiEvent::app_executable, &EventRecord::app_executable,
     TextKind::kIdentifier, kMaxTextBytes},
    {TextField::kWindowTitle, &UiEvent::window_title, &EventRecord::window_title, TextKind::kWindowTitle,
     kMaxTextBytes},
    {TextField::kWindowRole, &UiEvent::window_role, &EventRecord::window_role, TextKind::kIdentifier,
     kMaxTextBytes},
    {TextField::kDocument, &UiEvent::document, &EventRecord::document, TextKind::kUrl, kMaxTextBytes},
    {TextField::kElementRole, &UiEvent::element_role, &EventRecord::element_role, TextKind::kIdentifier,
     kMaxTextBytes},
    {TextField::kElementName, &UiEvent::element_name, &EventRecord::element_name, TextKind::kElementName,
     kMaxTextBytes},
    {TextField::kElementId, &UiEvent::element_id, &EventRecord::element_id, TextKind::kIdentifier,
     kMaxTextBytes},
    {TextField::kElementPath, &UiEvent::element_path, &EventRecord::element_path, TextKind::kIdentifier,
     kMaxElementPathBytes},
    {TextField::kDetail, &UiEvent::detail, &EventRecord::detail, TextKind::kText, kMaxTextBytes},
}};

constexpr std::span<const TextPlan, kWindowTexts> kTextsOfWindow(kTexts.data(), kWindowTexts);
constexpr std::span<const TextPlan, kElementTexts> kTextsOfElement(kTexts.data() + kWindowTexts, kElementTexts);

template <size_t kCount>
void CopyTexts(std::span<const TextPlan, kCount> plans, const RememberedPart<kCount>& part, EventRecord& to) {
  for (size_t i = 0; i < kCount; ++i) to.*plans[i].masked = part.texts[i];
}

// Overwrites text in place; a copy that a string made while it grew is the source's affair.
void WipeText(const RawText& text) {
  auto& characters = const_cast<std::string&>(text.UnmaskedForScrub());
  crypto::Wipe({reinterpret_cast<uint8_t*>(characters.data()), characters.size()});
  characters.clear();
}

PolicySubject SubjectOf(const UiEvent& raw) {
  return {.action = raw.fields.action,
          .wall_us = raw.fields.wall_us,
          .secret = raw.secret,
          .app_name = raw.app_name.UnmaskedForScrub(),
          .app_executable = raw.app_executable.UnmaskedForScrub(),
          .window_title = raw.window_title.UnmaskedForScrub(),
          .window_role = raw.window_role.UnmaskedForScrub(),
          .document = raw.document.UnmaskedForScrub(),
          .element_role = raw.element_role.UnmaskedForScrub(),
          .element_name = raw.element_name.UnmaskedForScrub(),
          .element_id = raw.element_id.UnmaskedForScrub()};
}

// Fields that stay when only an event's existence may be known.
EventFields ExistenceOf(const EventFields& fields) {
  EventFields kept;
  kept.sequence = fields.sequence;
  kept.wall_us = fields.wall_us;
  kept.monotonic_us = fields.monotonic_us;
  kept.duration_us = fields.duration_us;
  kept.action = fields.action;
  kept.session = fields.session;
  kept.count = fields.count;
  return kept;
}

}  // namespace

struct Scrubber::State {
  State(std::shared_ptr<const Policy> the_policy, ScrubKeys the_keys, const MachineIdentity& identity)
      : policy(std::move(the_policy)),
        keys(std::move(the_keys)),
        masker(policy, identity, policy->detector(FindingType::kCustom).enabled),
        windows(kRecentWindows),
        elements(kRecentElements),
        texts(kRecentTexts),
        event_rules(policy->rule_count()),
        text_rules(policy->rule_count()),
        detectors(kFirstCustomRule + policy->rule_count()) {
    for (const TextPlan& plan : kTextsOfWindow) {
      windows_need_elements = windows_need_elements || policy->LooksAtElement(plan.field);
    }
    for (const TextPlan& plan : kTextsOfElement) {
      elements_need_titles = elements_need_titles || policy->LooksAtTitle(plan.field);
    }
  }

  void EnterPeriod(int64_t wall_us);
  void MaskContent(UiEvent& raw, EventRecord& record);
  const RememberedWindow& JudgeWindow(const UiEvent& raw, RememberedWindow& scratch);
  const RememberedElement& JudgeElement(const UiEvent& raw, RememberedElement& scratch);
  void MaskOne(const TextPlan& plan, const UiEvent& raw, const PolicySubject& subject,
               const FoldedSubject& folded, std::string& out, std::vector<Count>& counts, bool& repeatable);
  const RememberedText& MaskRemaining(const TextPlan& plan, const UiEvent& raw, std::string_view text,
                                      bool certain_types_only, RememberedText& scratch, bool& repeatable);
  void Add(std::span<const Count> counts);

  const std::shared_ptr<const Policy> policy;
  const ScrubKeys keys;
  TextMasker masker;
  // Conditions of field rules that reach across: then more is part of what a result is remembered for.
  bool windows_need_elements = false;
  bool elements_need_titles = false;
  RecentResults<RememberedWindow> windows;
  RecentResults<RememberedElement> elements;
  RecentResults<RememberedText> texts;
  int64_t period = INT64_MIN;
  crypto::HashKey pseudonym_key;
  crypto::HashKey fingerprint_key;

  ScrubReport totals;  // its maps are filled by TakeReport
  std::vector<uint64_t> event_rules;
  std::vector<uint64_t> text_rules;
  std::vector<uint64_t> detectors;
};

void Scrubber::State::EnterPeriod(int64_t wall_us) {
  const int64_t now = KeyPeriod(wall_us, policy->document().pseudonym_period_days);
  if (now == period) return;
  period = now;
  pseudonym_key = DerivePeriodKey(keys.master, KeyPurpose::kPseudonym, now);
  fingerprint_key = DerivePeriodKey(keys.master, KeyPurpose::kContentFingerprint, now);
  windows.Clear();
  elements.Clear();
  texts.Clear();
}

void Scrubber::State::MaskContent(UiEvent& raw, EventRecord& record) {
  if (raw.content.empty()) return;
  record.content_fingerprint =
      crypto::KeyedFingerprint(fingerprint_key, AsBytes(raw.content.UnmaskedForScrub()));
}

void Scrubber::State::Add(std::span<const Count> counts) {
  for (const Count& count : counts) {
    switch (count.counter) {
      case Counter::kEventRule: ++event_rules[count.index]; break;
      case Counter::kTextRule: ++text_rules[count.index]; break;
      case Counter::kDetector: ++detectors[count.index]; break;
      case Counter::kWhole:
        switch (static_cast<WholeMaskReason>(count.index)) {
          case WholeMaskReason::kInvalidText: ++totals.invalid_texts; break;
          case WholeMaskReason::kTooLong: ++totals.oversize_texts; break;
          case WholeMaskReason::kDetector:
          case WholeMaskReason::kTimeOut: ++totals.detector_failures; break;
          case WholeMaskReason::kResidue: ++totals.residues; break;
          case WholeMaskReason::kNone: break;
        }
        break;
    }
  }
}

const RememberedText& Scrubber::State::MaskRemaining(const TextPlan& plan, const UiEvent& raw,
                                                     std::string_view text, bool certain_types_only,
                                                     RememberedText& scratch, bool& repeatable) {
  // The developer's name of an element says what its label shows ("customerName").
  const std::string_view label = plan.field == TextField::kElementName
                                     ? std::string_view(raw.element_id.UnmaskedForScrub())
                                     : std::string_view();
  ResultKey key = texts.NewKey();
  key.AddByte(static_cast<uint8_t>(plan.field));
  key.AddByte(certain_types_only ? 1 : 0);
  key.Add(label);
  key.Add(text);
  const RecentHash hash = key.Finish();
  if (const RememberedText* known = texts.Find(hash)) return *known;
  const MaskRequest request{.context = {.kind = plan.kind, .label = label,
                                        .app = raw.app_name.UnmaskedForScrub()},
                            .certain_types_only = certain_types_only,
                            .wall_us = raw.fields.wall_us};
  MaskedText masked = masker.Mask(text, request, &pseudonym_key, plan.max_bytes);
  scratch.text = std::move(masked.text);
  scratch.counts.clear();
  for (const Finding& finding : masked.findings) {
    if (masked.whole == WholeMaskReason::kNone || masked.whole == WholeMaskReason::kResidue) {
      scratch.counts.push_back({Counter::kDetector, finding.detector});
    }
  }
  if (masked.whole != WholeMaskReason::kNone) {
    scratch.counts.push_back({Counter::kWhole, static_cast<uint16_t>(masked.whole)});
  }
  if (masked.excepted || masked.whole == WholeMaskReason::kTimeOut) {
    repeatable = false;
    return scratch;
  }
  return texts.Put(hash, scratch);
}

void Scrubber::State::MaskOne(const TextPlan& plan, const UiEvent& raw, const PolicySubject& subject,
                              const FoldedSubject& folded, std::string& out, std::vector<Count>& counts,
                              bool& repeatable) {
  const std::string& text = (raw.*plan.raw).UnmaskedForScrub();
  if (text.empty()) return;
  if (text.size() > plan.max_bytes) {
    out = kWholeMask;
    counts.push_back({Counter::kWhole, static_cast<uint16_t>(WholeMaskReason::kTooLong)});
    return;
  }
  TextDecision decision = policy->DecideText(subject, folded, plan.field, text, &pseudonym_key);
  if (decision.action == FieldAction::kDrop || decision.action == FieldAction::kMask) {
    if (decision.action == FieldAction::kMask) out = kWholeMask;
    counts.push_back({Counter::kTextRule, decision.rule});
    return;
  }
  RememberedText scratch;
  const RememberedText& masked =
      MaskRemaining(plan, raw, decision.text, decision.action == FieldAction::kAllow, scratch, repeatable);
  // A stand-in can be longer than what it stands for; the record's limits hold all the same.
  const bool fits = masked.text.size() <= plan.max_bytes;
  out = fits ? masked.text : std::string(kWholeMask);
  counts.insert(counts.end(), masked.counts.begin(), masked.counts.end());
}

const RememberedWindow& Scrubber::State::JudgeWindow(const UiEvent& raw, RememberedWindow& scratch) {
  ResultKey key = windows.NewKey();
  key.AddByte(static_cast<uint8_t>(SubjectKindOf(raw.fields.action)));
  key.AddByte(raw.secret ? 1 : 0);
  for (const TextPlan& plan : kTextsOfWindow) key.Add((raw.*plan.raw).UnmaskedForScrub());
  if (windows_need_elements) {
    key.Add(raw.element_role.UnmaskedForScrub());
    key.Add(raw.element_name.UnmaskedForScrub());
    key.Add(raw.element_id.UnmaskedForScrub());
  }
  const RecentHash hash = key.Finish();
  if (const RememberedWindow* known = windows.Find(hash)) return *known;
  const PolicySubject subject = SubjectOf(raw);
  const FoldedSubject folded(subject);
  const EventDecision decision = policy->DecideSubject(subject, folded);
  scratch.verdict = decision.verdict;
  // Whatever the policy says, a secret element leaves at most its existence.
  if (raw.secret && scratch.verdict == EventVerdict::kRecord) scratch.verdict = EventVerdict::kExistence;
  bool repeatable = true;
  if (scratch.verdict != EventVerdict::kRecord) {
    scratch.counts.push_back({Counter::kEventRule, decision.rule});
  } else {
    for (size_t i = 0; i < kWindowTexts; ++i) {
      MaskOne(kTextsOfWindow[i], raw, subject, folded, scratch.texts[i], scratch.counts, repeatable);
    }
  }
  return repeatable ? windows.Put(hash, std::move(scratch)) : scratch;
}

const RememberedElement& Scrubber::State::JudgeElement(const UiEvent& raw, RememberedElement& scratch) {
  ResultKey key = elements.NewKey();
  key.Add(raw.app_name.UnmaskedForScrub());
  key.Add(raw.app_executable.UnmaskedForScrub());
  if (elements_need_titles) key.Add(raw.window_title.UnmaskedForScrub());
  for (const TextPlan& plan : kTextsOfElement) key.Add((raw.*plan.raw).UnmaskedForScrub());
  const RecentHash hash = key.Finish();
  if (const RememberedElement* known = elements.Find(hash)) return *known;
  const PolicySubject subject = SubjectOf(raw);
  const FoldedSubject folded(subject);
  bool repeatable = true;
  for (size_t i = 0; i < kElementTexts; ++i) {
    MaskOne(kTextsOfElement[i], raw, subject, folded, scratch.texts[i], scratch.counts, repeatable);
  }
  return repeatable ? elements.Put(hash, std::move(scratch)) : scratch;
}

Result<std::unique_ptr<Scrubber>> Scrubber::Create(std::shared_ptr<const Policy> policy, ScrubKeys keys,
                                                   const MachineIdentity& identity) {
  if (policy == nullptr) return InvalidArgument("scrubber: no policy");
  return std::unique_ptr<Scrubber>(
      new Scrubber(std::make_unique<State>(std::move(policy), std::move(keys), identity)));
}

Scrubber::Scrubber(std::unique_ptr<State> state) : state_(std::move(state)) {}
Scrubber::~Scrubber() = default;

std::optional<MaskedEvent> Scrubber::Scrub(UiEvent raw) {
  State& state = *state_;
  ++state.totals.events;
  state.EnterPeriod(raw.fields.wall_us);
  const EventDecision time = state.policy->DecideTime(raw.fields.wall_us);
  MaskedEvent masked((EventRecord()));
  EventRecord& record = masked.record_;
  EventVerdict verdict = time.verdict;
  if (verdict != EventVerdict::kRecord) {
    const Count count{Counter::kEventRule, time.rule};
    state.Add({&count, 1});
  } else {
    RememberedWindow window_scratch;
    const RememberedWindow& window = state.JudgeWindow(raw, window_scratch);
    state.Add(window.counts);
    verdict = window.verdict;
    if (verdict == EventVerdict::kRecord) {
      CopyTexts(kTextsOfWindow, window, record);
      RememberedElement element_scratch;
      const RememberedElement& element = state.JudgeElement(raw, element_scratch);
      state.Add(element.counts);
      CopyTexts(kTextsOfElement, element, record);
    }
  }
  if (verdict == EventVerdict::kRecord) {
    ++state.totals.recorded;
    record.fields = raw.fields;
    state.MaskContent(raw, record);
  } else {
    record.fields = ExistenceOf(raw.fields);
    ++(verdict == EventVerdict::kDrop ? state.totals.dropped : state.totals.existence);
  }
  WipeText(raw.content);
  if (verdict == EventVerdict::kDrop) return std::nullopt;
  return masked;
}

ScrubReport Scrubber::TakeReport() {
  State& state = *state_;
  ScrubReport report = std::exchange(state.totals, {});
  const auto name_counts = [&](std::vector<uint64_t>& counts, std::map<std::string, uint64_t>& out,
                               auto name_of) {
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0) out[name_of(static_cast<uint16_t>(i))] += std::exchange(counts[i], 0);
    }
  };
  const auto policy_rule = [&](uint16_t rule) { return state.policy->RuleName(rule); };
  name_counts(state.event_rules, report.events_by_rule, policy_rule);
  name_counts(state.text_rules, report.texts_by_rule, policy_rule);
  name_counts(state.detectors, report.findings_by_rule, [&](uint16_t rule) {
    return rule >= kFirstCustomRule ? policy_rule(static_cast<uint16_t>(rule - kFirstCustomRule))
                                    : DetectRuleName(rule);
  });
  return report;
}

}  // namespace adit
