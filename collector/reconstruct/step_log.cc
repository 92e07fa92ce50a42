#include "collector/reconstruct/step_log.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "collector/reconstruct/person_order.h"
#include "collector/reconstruct/templates.h"
#include "common/event/action_type.h"

namespace adit {
namespace {

// What an own recorder says about itself and the desk rather than about the work.
bool IsOutsideWork(std::string_view action) {
  const auto type = ParseActionType(action);
  if (!type) return false;
  switch (*type) {
    case ActionType::kIdleStart:
    case ActionType::kIdleEnd:
    case ActionType::kLock:
    case ActionType::kUnlock:
    case ActionType::kCaptureGap:
    case ActionType::kDegradation:
      return true;
    default:
      return false;
  }
}

bool EndsSitting(std::string_view action) {
  const auto type = ParseActionType(action);
  return type && (*type == ActionType::kLock || *type == ActionType::kIdleStart);
}

// Actions that only say where the person is; the next action there includes them.
bool OnlyFocuses(std::string_view action) {
  const auto type = ParseActionType(action);
  return type && (*type == ActionType::kElementFocus || *type == ActionType::kApplicationFocus ||
                  *type == ActionType::kWindowOpen || *type == ActionType::kWindowTitleChange ||
                  *type == ActionType::kScroll);
}

// What several of our own actions amount to, so that the same work recorded in different detail is
// the same activity. Other recorders' names stand for themselves.
std::string_view ActionClass(std::string_view action) {
  const auto type = ParseActionType(action);
  if (!type) return action;
  switch (*type) {
    case ActionType::kPaste:
    case ActionType::kValueCommit:
    case ActionType::kToggle:
      return "edit";
    case ActionType::kClick:
    case ActionType::kDoubleClick:
    case ActionType::kInvoke:
    case ActionType::kSelection:
      return "select";
    case ActionType::kElementFocus:
    case ActionType::kApplicationFocus:
    case ActionType::kWindowOpen:
    case ActionType::kWindowTitleChange:
    case ActionType::kNavigate:
    case ActionType::kScroll:
      return "view";
    default:
      return action;
  }
}

constexpr size_t kMaxKeys = 6;  // of a step

struct LabelHash {
  size_t operator()(const StepLabel& l) const {
    uint64_t h = l.app;
    for (const uint32_t x : {l.window, l.element, l.action})
      h = (h ^ x) * 0x9E3779B97F4A7C15ULL, h ^= h >> 29;
    return static_cast<size_t>(h);
  }
};
struct LabelEqual {
  bool operator()(const StepLabel& a, const StepLabel& b) const {
    return a.app == b.app && a.window == b.window && a.element == b.element && a.action == b.action;
  }
};

class StepBuilder {
 public:
  StepBuilder(const EventLog& log, const StepOptions& options) : log_(log), options_(options) {}

  StepLog Build() {
    order_ = OrderByPerson(log_, options_.ignore_time);
    out_.has_times = order_.times_usable;
    out_.users = static_cast<uint32_t>(order_.begins.size() - 1);
    outside_.resize(log_.strings.size(), 0);
    LabelEvents();
    CountKeys();
    FindCompanions();
    out_.event_sitting.assign(log_.events.size(), 0);
    for (size_t p = 0; p + 1 < order_.begins.size(); ++p)
      BuildPerson(order_.begins[p], order_.begins[p + 1]);
    return std::move(out_);
  }

 private:
  // 1: outside work; 2: ends a sitting as well; 3: only focuses; 5: a chord; 6: clipboard; 4: the
  // rest.
  uint8_t Kind(uint32_t action) {
    uint8_t& kind = outside_[action];
    if (kind == 0) {
      const std::string_view name = log_.strings.At(action);
      kind = EndsSitting(name)     ? 2
             : IsOutsideWork(name) ? 1
             : OnlyFocuses(name)   ? 3
                                   : OtherKind(name);
    }
    return kind;
  }

  static uint8_t OtherKind(std::string_view name) {
    const auto type = ParseActionType(name);
    if (!type) return 4;
    if (*type == ActionType::kCommand) return 5;
    return *type == ActionType::kCopy || *type == ActionType::kPaste ? 6 : 4;
  }

  // Templates of one field, an entry an event of the log; the variable parts become keys of the
  // events.
  std::vector<uint32_t> FieldTemplates(uint32_t LogEvent::*field,
                                       const std::vector<uint32_t>& groups,
                                       const std::vector<uint32_t>& details) {
    std::vector<uint32_t> result(log_.events.size());
    if (!options_.learn_templates) {
      for (size_t i = 0; i < result.size(); ++i)
        result[i] = out_.texts.Intern(log_.strings.At(log_.events[i].*field));
      return result;
    }
    const bool is_window = field == &LogEvent::window;
    std::vector<TemplateUse> uses(log_.events.size());
    for (uint32_t i = 0; i < uses.size(); ++i) {
      const uint32_t event = order_.order[i];
      uses[i] = {groups[event], log_.events[event].*field, i, details[event],
                 is_window ? log_.events[event].element : 0};
    }
    Templates learnt = LearnTemplates(log_.strings, uses, out_.texts);
    std::vector<uint32_t>& text_of_event = is_window ? window_text_ : element_text_;
    text_of_event.resize(uses.size());
    for (uint32_t i = 0; i < uses.size(); ++i) {
      result[order_.order[i]] = learnt.of_use[i];
      text_of_event[order_.order[i]] = learnt.text_of_use[i];
    }
    (is_window ? window_keys_ : element_keys_) = std::move(learnt.keys);
    return result;
  }

  // The keys of an event; values of the log are interned apart from texts.
  void EventKeys(uint32_t event, std::vector<uint32_t>& out) const {
    out.clear();
    if (const uint32_t value = log_.events[event].value; value != 0)
      out.push_back(value_key_.at(value));
    if (!window_text_.empty()) {
      for (const uint32_t key : window_keys_[window_text_[event]]) out.push_back(key);
    }
    if (!element_text_.empty()) {
      for (const uint32_t key : element_keys_[element_text_[event]]) out.push_back(key);
    }
  }

  // A key met nearly everywhere ties nothing together.
  void CountKeys() {
    for (const LogEvent& e : log_.events) {
      if (e.value != 0) value_key_.try_emplace(e.value, 0);
    }
    for (auto& [value, key] : value_key_) key = out_.texts.Intern(log_.strings.At(value));
    struct Use {
      uint32_t count = 0, first = 0, last = 0;
    };
    std::vector<Use> uses(out_.texts.size());
    std::vector<uint32_t> keys;
    for (uint32_t i = 0; i < order_.order.size(); ++i) {
      EventKeys(order_.order[i], keys);
      for (const uint32_t key : keys) {
        if (uses[key].count++ == 0) uses[key].first = i;
        uses[key].last = i;
      }
    }
    specific_.assign(uses.size(), false);
    const double n = static_cast<double>(order_.order.size());
    for (size_t k = 0; k < uses.size(); ++k) {
      const bool narrow = uses[k].last - uses[k].first <= 0.05 * n;
      specific_[k] =
          uses[k].count >= 2 && (uses[k].count <= 40 || (narrow && uses[k].count <= 400));
    }
  }

  void LabelEvents() {
    std::vector<uint32_t> apps(log_.events.size());
    for (size_t i = 0; i < apps.size(); ++i) apps[i] = log_.events[i].app;
    std::vector<uint32_t> details(log_.events.size());
    std::unordered_map<uint64_t, uint32_t> places;
    for (size_t i = 0; i < details.size(); ++i) {
      const LogEvent& e = log_.events[i];
      const uint64_t place = (static_cast<uint64_t>(e.element) << 32) | e.action;
      details[i] = places.try_emplace(place, static_cast<uint32_t>(places.size())).first->second;
    }
    const std::vector<uint32_t> windows = FieldTemplates(&LogEvent::window, apps, details);
    for (size_t i = 0; i < details.size(); ++i) details[i] = log_.events[i].action;
    // Elements are compared within a screen.
    std::unordered_map<uint64_t, uint32_t> screens;
    for (const uint32_t i : order_.order) {
      apps[i] = screens
                    .try_emplace((static_cast<uint64_t>(apps[i]) << 32) | windows[i],
                                 static_cast<uint32_t>(screens.size()))
                    .first->second;
    }
    const std::vector<uint32_t> elements = FieldTemplates(&LogEvent::element, apps, details);
    std::unordered_map<StepLabel, uint32_t, LabelHash, LabelEqual> numbers;
    std::unordered_map<uint32_t, uint32_t> text_of;
    const auto text = [&](uint32_t number) {
      const auto [found, added] = text_of.try_emplace(number, 0);
      if (added) found->second = out_.texts.Intern(log_.strings.At(number));
      return found->second;
    };
    const auto action = [&](uint32_t number) {
      if (!options_.merge_redundancy) return text(number);
      uint32_t& known = action_text_[number];
      if (known == 0 && number != 0)
        known = out_.texts.Intern(ActionClass(log_.strings.At(number)));
      return known;
    };
    out_.event_label.resize(log_.events.size());
    for (const uint32_t i : order_.order) {
      const LogEvent& e = log_.events[i];
      const StepLabel label = {text(e.app), windows[i], elements[i], action(e.action)};
      const auto [found, added] =
          numbers.try_emplace(label, static_cast<uint32_t>(out_.labels.size()));
      if (added) out_.labels.push_back(label);
      out_.event_label[i] = found->second;
    }
  }

  // An application all of whose events name neither window nor element, in a log whose other events
  // do, only echoes what was done elsewhere (a clipboard monitor): its events belong to the step
  // before them.
  void FindCompanions() {
    companion_.assign(out_.labels.size(), false);
    if (!options_.merge_redundancy) return;
    std::unordered_map<uint32_t, std::pair<uint64_t, uint64_t>>
        apps;  // events, events with a place
    uint64_t placed = 0;
    for (const uint32_t label : out_.event_label) {
      const StepLabel& l = out_.labels[label];
      auto& [events, with_place] = apps[l.app];
      ++events;
      if (l.window != 0 || l.element != 0) ++with_place, ++placed;
    }
    if (placed * 2 < out_.event_label.size()) return;
    for (size_t i = 0; i < out_.labels.size(); ++i)
      companion_[i] = apps[out_.labels[i].app].second == 0;
  }

  // Whether the event continues the step before it.
  bool Continues(uint32_t previous_event, uint32_t event) const {
    if (!options_.merge_redundancy) return false;
    const uint32_t a = out_.event_label[previous_event];
    const uint32_t b = out_.event_label[event];
    if (a == b || companion_[b]) return true;
    const StepLabel& x = out_.labels[a];
    const StepLabel& y = out_.labels[b];
    // Looking somewhere is part of what is done there; a chord is part of the copy it makes.
    const uint8_t before = outside_[log_.events[previous_event].action];
    const uint8_t now = outside_[log_.events[event].action];
    if (before == 3 && x.app == y.app && (x.element == 0 || x.element == y.element)) return true;
    if (before == 5 && now == 6 && x.app == y.app) return true;
    return x.app == y.app && x.window == y.window && x.element == y.element && y.element != 0;
  }

  void BuildPerson(uint32_t begin, uint32_t end) {
    bool session_open = false;
    bool sitting_open = false;
    uint32_t previous = 0;        // last event inside work
    int64_t last_time = kNoTime;  // of any event
    for (uint32_t i = begin; i < end; ++i) {
      const uint32_t event = order_.order[i];
      const LogEvent& e = log_.events[event];
      const uint8_t kind = Kind(e.action);
      if (order_.times_usable && e.time_us != kNoTime) {
        const int64_t pause = last_time == kNoTime ? 0 : e.time_us - last_time;
        if (pause > options_.session_gap_us) session_open = false;
        if (pause > options_.sitting_gap_us) sitting_open = false;
        last_time = e.time_us;
      }
      if (kind == 2) sitting_open = false;
      if (session_open &&
          out_.steps.size() - out_.sessions.back().begin >= options_.max_session_steps) {
        session_open = false;
      }
      const bool works = kind != 1 && kind != 2;
      const bool opens = works && (!session_open || !sitting_open);
      if (works && !session_open) Open(out_.sessions, event);
      if (opens) Open(out_.sittings, event);
      if (works) session_open = sitting_open = true;
      out_.event_sitting[event] =
          out_.sittings.empty() ? 0 : static_cast<uint32_t>(out_.sittings.size() - 1);
      if (!works) continue;
      AddEvent(event, !opens && Continues(previous, event));
      previous = event;
    }
    for (std::vector<Session>* list : {&out_.sessions, &out_.sittings}) {
      if (!list->empty()) list->back().end = static_cast<uint32_t>(out_.steps.size());
    }
  }

  void Open(std::vector<Session>& list, uint32_t event) const {
    const auto here = static_cast<uint32_t>(out_.steps.size());
    if (!list.empty()) list.back().end = here;
    list.push_back({order_.user[event], here, 0});
  }

  void AddEvent(uint32_t event, bool continues) {
    const LogEvent& e = log_.events[event];
    const uint32_t label = out_.event_label[event];
    if (!continues) {
      out_.steps.push_back({label, static_cast<uint32_t>(out_.keys.size()),
                            static_cast<uint32_t>(out_.event_order.size()), kNoTime});
    }
    Step& step = out_.steps.back();
    // The last action on an element tells what was done to it; an echo tells nothing of its own.
    const bool tells =
        !companion_[label] &&
        (Kind(e.action) != 3 ||
         Kind(log_.events[out_.event_order.empty() || !continues ? event : out_.event_order.back()]
                  .action) == 3);
    if (tells) step.label = label;
    EventKeys(event, event_keys_);
    for (const uint32_t key : event_keys_) {
      const auto known = out_.keys.begin() + step.first_key;
      if (specific_[key] && std::find(known, out_.keys.end(), key) == out_.keys.end() &&
          out_.keys.size() - step.first_key < kMaxKeys) {
        out_.keys.push_back(key);
      }
    }
    if (order_.times_usable) step.time_us = e.time_us;
    out_.event_order.push_back(event);
  }

  const EventLog& log_;
  const StepOptions& options_;
  PersonOrder order_;
  StepLog out_;
  std::vector<uint8_t> outside_;
  std::vector<bool> companion_;
  std::vector<uint32_t> window_text_, element_text_;               // of each event
  std::vector<std::vector<uint32_t>> window_keys_, element_keys_;  // of each text
  std::unordered_map<uint32_t, uint32_t> value_key_;               // string of the log to text
  std::unordered_map<uint32_t, uint32_t> action_text_;
  std::vector<bool> specific_;  // of each text
  std::vector<uint32_t> event_keys_;
};

}  // namespace

StepLog BuildSteps(const EventLog& log, const StepOptions& options) {
  return StepBuilder(log, options).Build();
}

}  // namespace adit
