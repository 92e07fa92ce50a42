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

bool EndsSession(std::string_view action) {
  const auto type = ParseActionType(action);
  return type && (*type == ActionType::kLock || *type == ActionType::kIdleStart);
}

// Actions that only say where the person is; the next action on the same element includes them.
bool OnlyFocuses(std::string_view action) {
  const auto type = ParseActionType(action);
  return type && (*type == ActionType::kElementFocus || *type == ActionType::kApplicationFocus ||
                  *type == ActionType::kWindowOpen || *type == ActionType::kWindowTitleChange);
}

struct LabelHash {
  size_t operator()(const StepLabel& l) const {
    uint64_t h = l.app;
    for (const uint32_t x : {l.window, l.element, l.action}) h = (h ^ x) * 0x9E3779B97F4A7C15ULL, h ^= h >> 29;
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
    FindCompanions();
    out_.event_session.assign(log_.events.size(), 0);
    for (size_t p = 0; p + 1 < order_.begins.size(); ++p) BuildPerson(order_.begins[p], order_.begins[p + 1]);
    return std::move(out_);
  }

 private:
  // 1: outside work; 2: ends a session as well; 3: only focuses.
  uint8_t Kind(uint32_t action) {
    uint8_t& kind = outside_[action];
    if (kind == 0) {
      const std::string_view name = log_.strings.At(action);
      kind = EndsSession(name) ? 2 : IsOutsideWork(name) ? 1 : OnlyFocuses(name) ? 3 : 4;
    }
    return kind;
  }

  std::vector<uint32_t> Templates(uint32_t LogEvent::*field, const std::vector<uint32_t>& groups) {
    std::vector<uint32_t> result(log_.events.size());
    if (!options_.learn_templates) {
      for (size_t i = 0; i < result.size(); ++i) result[i] = out_.texts.Intern(log_.strings.At(log_.events[i].*field));
      return result;
    }
    std::vector<TemplateUse> uses(log_.events.size());
    for (uint32_t i = 0; i < uses.size(); ++i) {
      const uint32_t event = order_.order[i];
      uses[i] = {groups[event], log_.events[event].*field, i};
    }
    const std::vector<uint32_t> learnt = LearnTemplates(log_.strings, uses, out_.texts);
    for (uint32_t i = 0; i < learnt.size(); ++i) result[order_.order[i]] = learnt[i];
    return result;
  }

  void LabelEvents() {
    std::vector<uint32_t> apps(log_.events.size());
    for (size_t i = 0; i < apps.size(); ++i) apps[i] = log_.events[i].app;
    const std::vector<uint32_t> windows = Templates(&LogEvent::window, apps);
    const std::vector<uint32_t> elements = Templates(&LogEvent::element, apps);
    std::unordered_map<StepLabel, uint32_t, LabelHash, LabelEqual> numbers;
    std::unordered_map<uint32_t, uint32_t> text_of;
    const auto text = [&](uint32_t number) {
      const auto [found, added] = text_of.try_emplace(number, 0);
      if (added) found->second = out_.texts.Intern(log_.strings.At(number));
      return found->second;
    };
    out_.event_label.resize(log_.events.size());
    for (const uint32_t i : order_.order) {
      const LogEvent& e = log_.events[i];
      const StepLabel label = {text(e.app), windows[i], elements[i], text(e.action)};
      const auto [found, added] = numbers.try_emplace(label, static_cast<uint32_t>(out_.labels.size()));
      if (added) out_.labels.push_back(label);
      out_.event_label[i] = found->second;
    }
  }

  // An application all of whose events name neither window nor element, in a log whose other events do, only
  // echoes what was done elsewhere (a clipboard monitor): its events belong to the step before them.
  void FindCompanions() {
    companion_.assign(out_.labels.size(), false);
    if (!options_.merge_redundancy) return;
    std::unordered_map<uint32_t, std::pair<uint64_t, uint64_t>> apps;  // events, events with a place
    uint64_t placed = 0;
    for (const uint32_t label : out_.event_label) {
      const StepLabel& l = out_.labels[label];
      auto& [events, with_place] = apps[l.app];
      ++events;
      if (l.window != 0 || l.element != 0) ++with_place, ++placed;
    }
    if (placed * 2 < out_.event_label.size()) return;
    for (size_t i = 0; i < out_.labels.size(); ++i) companion_[i] = apps[out_.labels[i].app].second == 0;
  }

  // Whether the event continues the step before it.
  bool Continues(uint32_t previous_event, uint32_t event) const {
    if (!options_.merge_redundancy) return false;
    const uint32_t a = out_.event_label[previous_event];
    const uint32_t b = out_.event_label[event];
    if (a == b || companion_[b]) return true;
    const StepLabel& x = out_.labels[a];
    const StepLabel& y = out_.labels[b];
    return x.app == y.app && x.window == y.window && x.element == y.element && y.element != 0;
  }

  void BuildPerson(uint32_t begin, uint32_t end) {
    bool open = false;
    uint32_t previous = 0;       // last event inside work
    int64_t last_time = kNoTime; // of any event
    for (uint32_t i = begin; i < end; ++i) {
      const uint32_t event = order_.order[i];
      const LogEvent& e = log_.events[event];
      const uint8_t kind = Kind(e.action);
      if (order_.times_usable && e.time_us != kNoTime) {
        if (open && last_time != kNoTime && e.time_us - last_time > options_.session_gap_us) open = false;
        last_time = e.time_us;
      }
      if (kind == 2) open = false;
      const bool opens = !open && kind != 1 && kind != 2;
      if (opens) {
        if (!out_.sessions.empty()) out_.sessions.back().end = static_cast<uint32_t>(out_.steps.size());
        out_.sessions.push_back({order_.user[event], static_cast<uint32_t>(out_.steps.size()), 0});
        open = true;
      }
      out_.event_session[event] = out_.sessions.empty() ? 0 : static_cast<uint32_t>(out_.sessions.size() - 1);
      if (kind == 1 || kind == 2) continue;
      AddEvent(event, !opens && Continues(previous, event));
      previous = event;
    }
    if (!out_.sessions.empty()) out_.sessions.back().end = static_cast<uint32_t>(out_.steps.size());
  }

  void AddEvent(uint32_t event, bool continues) {
    const LogEvent& e = log_.events[event];
    const uint32_t label = out_.event_label[event];
    if (!continues) out_.steps.push_back({label, 0, static_cast<uint32_t>(out_.event_order.size()), kNoTime});
    Step& step = out_.steps.back();
    // The last action on an element tells what was done to it; an echo tells nothing of its own.
    if (!companion_[label] && Kind(e.action) != 3) step.label = label;
    if (e.value != 0) step.value = e.value;
    if (order_.times_usable) step.time_us = e.time_us;
    out_.event_order.push_back(event);
  }

  const EventLog& log_;
  const StepOptions& options_;
  PersonOrder order_;
  StepLog out_;
  std::vector<uint8_t> outside_;
  std::vector<bool> companion_;
};

}  // namespace

StepLog BuildSteps(const EventLog& log, const StepOptions& options) {
  return StepBuilder(log, options).Build();
}

}  // namespace adit
