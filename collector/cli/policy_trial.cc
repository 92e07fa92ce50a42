#include "collector/cli/policy_trial.h"

#include <algorithm>
#include <set>
#include <utility>

#include "agent/simulate/workforce.h"
#include "common/base/utf8.h"
#include "privacy/policy/policy_render.h"
#include "privacy/policy/text_difference.h"
#include "privacy/scrub/scrubber.h"

namespace adit::cli {
namespace {

constexpr size_t kMaxExamples = 20;
constexpr size_t kMaxFailures = 100;

std::unique_ptr<Scrubber> MakeScrubber(const std::shared_ptr<const Policy>& policy) {
  Result<std::unique_ptr<Scrubber>> scrubber = Scrubber::Create(policy, ScrubKeys{}, {});
  ADIT_CHECK(scrubber.ok());
  return std::move(*scrubber);
}

const std::string& TextOf(const EventRecord& record, TextField field) {
  switch (field) {
    case TextField::kAppName:
      return record.app_name;
    case TextField::kAppVersion:
      return record.app_version;
    case TextField::kAppExecutable:
      return record.app_executable;
    case TextField::kWindowTitle:
      return record.window_title;
    case TextField::kWindowRole:
      return record.window_role;
    case TextField::kDocument:
      return record.document;
    case TextField::kElementRole:
      return record.element_role;
    case TextField::kElementName:
      return record.element_name;
    case TextField::kElementId:
      return record.element_id;
    case TextField::kElementPath:
      return record.element_path;
    case TextField::kDetail:
    case TextField::kContent:
      break;
  }
  return record.detail;
}

// The corpus's names of fields, or the title when it names none of ours.
TextField FieldOfExample(const LabelledText& text) {
  if (text.field == "url") return TextField::kDocument;
  return ParseTextField(text.field).value_or(TextField::kWindowTitle);
}

std::string SliceCodePoints(const std::string& text, size_t start, size_t end) {
  size_t byte = 0;
  size_t first = text.size();
  for (size_t point = 0; byte < text.size() && point < end; ++point) {
    if (point == start) first = byte;
    byte += DecodeUtf8(text, byte).size;
  }
  return first <= byte ? text.substr(first, byte - first) : "";
}

// Why the example does not hold; empty when it does.
std::string CheckExample(const LabelledText& example, const std::string& got) {
  if (!example.masked.empty() && example.masked != got) {
    return "expected \"" + example.masked + "\", got \"" + got + "\"";
  }
  for (const LabelledSpan& span : example.spans) {
    const std::string value = SliceCodePoints(example.text, span.start, span.end);
    if (value.size() >= 4 && got.find(value) != std::string::npos) {
      return "\"" + value + "\" is left in \"" + got + "\"";
    }
  }
  return "";
}

void CompareRecords(const EventRecord& before, const EventRecord& after,
                    PolicyDifference& difference) {
  for (int i = 0; i < kTextFieldCount; ++i) {
    const auto field = static_cast<TextField>(i);
    if (field == TextField::kContent) continue;
    const std::string& old_text = TextOf(before, field);
    const std::string& new_text = TextOf(after, field);
    if (old_text == new_text) continue;
    ++difference.changed_texts[std::string(TextFieldName(field))];
    const std::string example =
        std::string(TextFieldName(field)) + ": " + old_text + " → " + new_text;
    std::vector<std::string>& examples = difference.examples;
    if (examples.size() < kMaxExamples &&
        std::find(examples.begin(), examples.end(), example) == examples.end()) {
      examples.push_back(example);
    }
  }
}

}  // namespace

ExampleOutcome TryExamples(const std::shared_ptr<const Policy>& policy,
                           const std::vector<LabelledText>& texts, int64_t now_us) {
  ExampleOutcome outcome;
  const std::unique_ptr<Scrubber> scrubber = MakeScrubber(policy);
  for (const LabelledText& example : texts) {
    const TextField field = FieldOfExample(example);
    UiEvent event;
    event.fields.action = ActionType::kClick;
    event.fields.wall_us = now_us;
    event.app_name = RawText(example.app);
    RawText text(example.text);
    switch (field) {
      case TextField::kDocument:
        event.document = std::move(text);
        break;
      case TextField::kElementName:
        event.element_name = std::move(text);
        break;
      case TextField::kElementId:
        event.element_id = std::move(text);
        break;
      case TextField::kDetail:
        event.detail = std::move(text);
        break;
      default:
        event.window_title = std::move(text);
        break;
    }
    if (field != TextField::kElementName) event.element_name = RawText(example.label);
    const std::optional<MaskedEvent> masked = scrubber->Scrub(std::move(event));
    const bool plain = field == TextField::kDocument || field == TextField::kElementName ||
                       field == TextField::kElementId || field == TextField::kDetail;
    const std::string got =
        masked ? TextOf(masked->record(), plain ? field : TextField::kWindowTitle) : std::string();
    ++outcome.examples;
    const std::string failure = CheckExample(example, got);
    if (failure.empty()) {
      ++outcome.passed;
    } else if (outcome.failures.size() < kMaxFailures) {
      outcome.failures.push_back(example.id + ": " + failure);
    }
  }
  return outcome;
}

bool PolicyDifference::empty() const {
  return removed.empty() && added.empty() && newly_recorded == 0 && no_longer_recorded == 0 &&
         changed_texts.empty();
}

Result<PolicyDifference> ComparePolicies(const std::shared_ptr<const Policy>& before,
                                         const std::shared_ptr<const Policy>& after,
                                         uint64_t events, uint64_t seed) {
  PolicyDifference difference;
  const std::string old_text = RenderPolicy(before->document(), RenderLanguage::kEnglish);
  const std::string new_text = RenderPolicy(after->document(), RenderLanguage::kEnglish);
  difference.removed = LinesOnlyIn(old_text, new_text);
  difference.added = LinesOnlyIn(new_text, old_text);
  simulate::SimulationOptions options = *simulate::ProfileOptions("office");
  options.seed = seed;
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<simulate::Workforce> workforce,
                        simulate::Workforce::Create(options));
  const std::unique_ptr<Scrubber> old_scrubber = MakeScrubber(before);
  const std::unique_ptr<Scrubber> new_scrubber = MakeScrubber(after);
  simulate::SimulatedEvent event;
  while (difference.events < events && workforce->Next(event)) {
    ++difference.events;
    const std::optional<MaskedEvent> was = old_scrubber->Scrub(event.event);
    const std::optional<MaskedEvent> is = new_scrubber->Scrub(event.event);
    if (was.has_value() != is.has_value()) {
      ++(is ? difference.newly_recorded : difference.no_longer_recorded);
    } else if (was) {
      CompareRecords(was->record(), is->record(), difference);
    }
  }
  return difference;
}

}  // namespace adit::cli
