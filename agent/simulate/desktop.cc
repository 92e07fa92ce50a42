#include "agent/simulate/desktop.h"

#include "agent/simulate/pace.h"
#include "common/base/check.h"
#include "common/base/utf8.h"

namespace adit::simulate {
namespace {

constexpr int64_t kBetweenRawEventsMs = 120;

ValueClass ClassOf(Field field) {
  switch (field) {
    case Field::kEmail:
    case Field::kColleagueEmail:
      return ValueClass::kEmailLike;
    case Field::kAmount:
    case Field::kOtherAmount:
      return ValueClass::kNumber;
    case Field::kQuantity:
    case Field::kCustomerNo:
    case Field::kOrderNo:
    case Field::kTicketNo:
    case Field::kPhone:
      return ValueClass::kDigits;
    case Field::kDate:
    case Field::kMonth:
    case Field::kBirthDate:
      return ValueClass::kDate;
    case Field::kArticle:
    case Field::kInvoiceNo:
    case Field::kIban:
      return ValueClass::kAlphanumeric;
    default:
      return ValueClass::kWords;
  }
}

int64_t MedianMs(StepKind kind) {
  switch (kind) {
    case StepKind::kLook:
      return 10'000;
    case StepKind::kEdit:
    case StepKind::kPassword:
      return 8'000;
    case StepKind::kOpenFile:
    case StepKind::kSaveFile:
    case StepKind::kPrint:
      return 8'000;
    case StepKind::kCopy:
      return 3'800;
    case StepKind::kPaste:
      return 3'000;
    case StepKind::kToggle:
      return 2'400;
    default:
      return 4'200;
  }
}

}  // namespace

std::optional<uint8_t> Desktop::front_screen() const {
  if (!front_ || !applications_[*front_]) return std::nullopt;
  return applications_[*front_]->screen;
}

void Desktop::Perform(const Step& step, const CaseValues& values, const GroundTruth& truth,
                      Random& random, int64_t& now_us, std::deque<SimulatedEvent>& out) {
  values_ = &values;
  truth_ = truth;
  random_ = &random;
  out_ = &out;
  now_us_ = now_us + DrawTime(random, MedianMs(step.kind));
  const size_t before = out.size();
  BringUp(step.screen, values);
  switch (step.kind) {
    case StepKind::kLook:
      if (out.size() == before || random.Chance(0.3)) Emit(ActionType::kScroll);
      break;
    case StepKind::kEdit:
      Reach(step);
      Fill(step, false);
      break;
    case StepKind::kPaste:
      Reach(step);
      Fill(step, true);
      break;
    case StepKind::kPassword:
      Reach(step);
      Fill(step, false);
      break;
    case StepKind::kOpenFile:
    case StepKind::kSaveFile:
    case StepKind::kPrint:
      HandleFile(step);
      break;
    case StepKind::kCloseWindow:
      Emit(ActionType::kWindowClose);
      applications_[*front_].reset();
      front_.reset();
      break;
    default:
      Activate(step);
      break;
  }
  now_us = now_us_;
}

void Desktop::Report(ActionType action, const GroundTruth& truth, int64_t now_us,
                     std::deque<SimulatedEvent>& out) {
  SimulatedEvent& event = out.emplace_back();
  event.truth = truth;
  event.event.fields.action = action;
  event.event.fields.wall_us = now_us;
  event.event.fields.session = session_;
  event.event.fields.monitor = manner_.monitor;
}

Desktop::Rendered Desktop::Render(const TextTemplate& text, const CaseValues& values,
                                  TextPlace place) {
  Rendered out;
  for (const TextTemplate::Part& part : text.parts) {
    if (part.field == Field::kNone) {
      out.text += part.literal;
      continue;
    }
    const auto begin = static_cast<uint32_t>(out.text.size());
    out.text += values[part.field];
    if (PersonalType(part.field).empty()) continue;
    out.plants.push_back({place, begin, static_cast<uint32_t>(out.text.size()), part.field});
  }
  return out;
}

void Desktop::BringUp(uint8_t screen, const CaseValues& values) {
  const ScreenForm& form = office_.screen(screen);
  std::optional<Shown>& shown = applications_[form.application];
  Shown wanted{screen, Render(form.title, values, TextPlace::kWindowTitle),
               Render(form.document, values, TextPlace::kDocument)};
  const bool started = !shown;
  if (started) shown = wanted;
  if (front_ != form.application) {
    front_ = form.application;
    // The application comes up as it was left, whatever case that was about.
    Emit(started ? ActionType::kWindowOpen : ActionType::kApplicationFocus);
    if (!started && Redundant() && random_->Chance(0.3)) Emit(ActionType::kElementFocus);
  }
  if (shown->title.text == wanted.title.text && shown->document.text == wanted.document.text)
    return;
  shown = std::move(wanted);
  const bool dialog = form.role == "dialog";
  Emit(form.web ? ActionType::kNavigate
       : dialog ? ActionType::kWindowOpen
                : ActionType::kWindowTitleChange);
  if (form.web && Redundant()) Emit(ActionType::kWindowTitleChange);
}

void Desktop::Reach(const Step& step) {
  if (random_->Below(1000) < manner_.mouse_permille) {
    EmitOn(ActionType::kClick, step);
    if (Redundant()) EmitOn(ActionType::kElementFocus, step);
  } else {
    EmitOn(ActionType::kElementFocus, step);
  }
}

void Desktop::Fill(const Step& step, bool pasted) {
  if (pasted) {
    if (Redundant()) EmitOn(ActionType::kCommand, step).event.detail = RawText("Ctrl+V");
    SetContent(EmitOn(ActionType::kPaste, step), step);
  }
  if (pasted && !Redundant()) return;  // the field's change went by unnoticed
  SimulatedEvent& event = EmitOn(ActionType::kValueCommit, step);
  EventFields& fields = event.event.fields;
  fields.duration_us = pasted ? 0 : DrawTime(*random_, 2500);
  if (step.kind == StepKind::kPassword) return;
  fields.value_class = ClassOf(step.value);
  fields.value_length_bucket = SizeBucket(CountCodePoints((*values_)[step.value]));
}

void Desktop::Activate(const Step& step) {
  switch (step.kind) {
    case StepKind::kCopy:
      EmitOn(random_->Chance(0.5) ? ActionType::kDoubleClick : ActionType::kSelection, step);
      if (Redundant()) EmitOn(ActionType::kCommand, step).event.detail = RawText("Ctrl+C");
      SetContent(EmitOn(ActionType::kCopy, step), step);
      return;
    case StepKind::kPick:
      if (Redundant()) EmitOn(ActionType::kClick, step);
      EmitOn(ActionType::kSelection, step);
      return;
    case StepKind::kToggle:
      if (Redundant()) EmitOn(ActionType::kClick, step);
      EmitOn(ActionType::kToggle, step);
      return;
    default:
      if (Redundant()) EmitOn(ActionType::kClick, step);
      EmitOn(ActionType::kInvoke, step);
  }
}

void Desktop::HandleFile(const Step& step) {
  const bool open = step.kind == StepKind::kOpenFile;
  if (Redundant()) {
    Emit(ActionType::kCommand).event.detail = RawText(open                            ? "Ctrl+O"
                                                      : step.kind == StepKind::kPrint ? "Ctrl+P"
                                                                                      : "Ctrl+S");
  }
  SimulatedEvent& event = Emit(open                            ? ActionType::kFileOpen
                               : step.kind == StepKind::kPrint ? ActionType::kPrint
                                                               : ActionType::kFileSave);
  TextTemplate path;
  path.parts = {{"/home/", Field::kNone}, {"", Field::kUser},  {"/Documents/", Field::kNone},
                {"", Field::kParty},      {"/", Field::kNone}, {"", Field::kFile},
                {".ods", Field::kNone}};
  Place(event, event.event.detail, Render(path, *values_, TextPlace::kDetail));
}

SimulatedEvent& Desktop::Emit(ActionType action) {
  SimulatedEvent& event = out_->emplace_back();
  event.truth = truth_;
  EventFields& fields = event.event.fields;
  fields.action = action;
  fields.wall_us = now_us_;
  fields.session = session_;
  fields.monitor = manner_.monitor;
  now_us_ += DrawTime(*random_, kBetweenRawEventsMs);
  const Shown& shown = *applications_[*front_];
  const Application& application = office_.application(*front_);
  event.event.app_name = RawText(application.name);
  event.event.app_version = RawText(application.version);
  event.event.app_executable = RawText(application.executable);
  event.event.window_role = RawText(office_.screen(shown.screen).role);
  Place(event, event.event.window_title, shown.title);
  Place(event, event.event.document, shown.document);
  return event;
}

SimulatedEvent& Desktop::EmitOn(ActionType action, const Step& step) {
  SimulatedEvent& event = Emit(action);
  const ElementForm& element = office_.element(step.element);
  event.event.element_role = RawText(element.role);
  event.event.element_id = RawText(element.id);
  event.event.element_path = RawText(element.path);
  Place(event, event.event.element_name, Render(element.name, *values_, TextPlace::kElementName));
  if (step.kind == StepKind::kPassword) {
    // What every source promises: of a password field no more than that it is there.
    UiEvent hidden;
    hidden.fields = event.event.fields;
    hidden.app_name = event.event.app_name;
    hidden.app_executable = event.event.app_executable;
    hidden.secret = true;
    event.event = std::move(hidden);
    event.plants.clear();
  }
  return event;
}

void Desktop::Place(SimulatedEvent& event, RawText& text, const Rendered& rendered) const {
  text = RawText(rendered.text);
  event.plants.insert(event.plants.end(), rendered.plants.begin(), rendered.plants.end());
}

void Desktop::SetContent(SimulatedEvent& event, const Step& step) const {
  const std::string& content = (*values_)[step.value];
  event.event.content = RawText(content);
  const bool cell = office_.element(step.element).cell;
  event.event.fields.content_kind = cell ? ContentKind::kCells : ContentKind::kText;
  event.event.fields.content_size_bucket = SizeBucket(content.size());
  if (PersonalType(step.value).empty()) return;
  event.plants.push_back(
      {TextPlace::kContent, 0, static_cast<uint32_t>(content.size()), step.value});
}

bool Desktop::Redundant() const { return random_->Below(1000) < manner_.redundancy_permille; }

}  // namespace adit::simulate
