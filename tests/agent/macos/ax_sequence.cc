#include "tests/agent/macos/ax_sequence.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "agent/macos/ax_watch.h"

namespace adit {
namespace {

using Words = std::vector<std::string>;

// Words are parted by blanks; "…" holds blanks together.
Words WordsOf(const std::string& line) {
  Words words;
  std::string word;
  bool quoted = false;
  bool open = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      open = true;
    } else if (c == ' ' && !quoted) {
      if (open) words.push_back(std::exchange(word, ""));
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(word);
  return words;
}

struct Thing {
  std::map<std::string, std::string> facts;
};

// Answers as the file says.
class WrittenPort final : public AxPort {
 public:
  bool IsTrusted() override { return trusted; }
  bool SecureInputIsOn() override { return secure_input; }
  int64_t IdleMicros() override { return idle_us; }
  AxPasteboard Pasteboard() override { return pasteboard; }
  bool Same(const AxHandle& a, const AxHandle& b) override { return a == b; }
  AxOutcome Attach(int32_t pid) override { return Ask(pid); }
  void Detach(int32_t) override {}
  AxOutcome FocusedWindow(int32_t pid, AxWindowFacts& facts) override {
    if (const AxOutcome asked = Ask(pid); asked != AxOutcome::kOk) return asked;
    const auto found = front.find(pid);
    if (found == front.end() || found->second.first.empty()) return AxOutcome::kNothing;
    return ReadWindow(Handle(found->second.first), facts);
  }
  AxOutcome FocusedElement(int32_t pid, AxHandle& element) override {
    if (const AxOutcome asked = Ask(pid); asked != AxOutcome::kOk) return asked;
    const auto found = front.find(pid);
    if (found == front.end() || found->second.second.empty()) return AxOutcome::kNothing;
    element = Handle(found->second.second);
    return AxOutcome::kOk;
  }
  AxOutcome ReadWindow(const AxHandle& window, AxWindowFacts& facts) override {
    if (const AxOutcome asked = Ask(0); asked != AxOutcome::kOk) return asked;
    const Thing& thing = *static_cast<const Thing*>(window.get());
    facts.handle = window;
    facts.subrole = Fact(thing, "subrole");
    facts.title = Fact(thing, "title");
    facts.document = Fact(thing, "document");
    return AxOutcome::kOk;
  }
  AxOutcome ReadElement(const AxHandle& element, AxElementFacts& facts) override {
    if (const AxOutcome asked = Ask(0); asked != AxOutcome::kOk) return asked;
    const Thing& thing = *static_cast<const Thing*>(element.get());
    facts.role = Fact(thing, "role");
    facts.subrole = Fact(thing, "subrole");
    facts.title = Fact(thing, "title");
    facts.description = Fact(thing, "description");
    facts.identifier = Fact(thing, "id");
    return facts.role.empty() ? AxOutcome::kNothing : AxOutcome::kOk;
  }
  AxOutcome ReadShape(const AxHandle& element, ValueShape& shape) override {
    if (const AxOutcome asked = Ask(0); asked != AxOutcome::kOk) return asked;
    const Thing& thing = *static_cast<const Thing*>(element.get());
    if (!thing.facts.contains("value")) return AxOutcome::kNothing;
    shape = ShapeOfValue(Fact(thing, "value"));
    return AxOutcome::kOk;
  }

  AxHandle Handle(const std::string& name) {
    auto& thing = things[name];
    if (!thing) thing = std::make_shared<Thing>();
    return thing;
  }
  Thing& At(const std::string& name) {
    Handle(name);
    return *things[name];
  }
  static std::string Fact(const Thing& thing, const std::string& name) {
    const auto found = thing.facts.find(name);
    return found == thing.facts.end() ? "" : found->second;
  }

  bool trusted = true;
  bool secure_input = false;
  int64_t idle_us = 0;
  AxPasteboard pasteboard;
  AxOutcome outcome = AxOutcome::kOk;
  std::map<std::string, std::shared_ptr<Thing>> things;
  std::map<int32_t, std::pair<std::string, std::string>> front;  // window, element
  int questions = 0;

 private:
  AxOutcome Ask(int32_t) {
    ++questions;
    return trusted ? outcome : AxOutcome::kNotAllowed;
  }
};

std::string Seconds(int64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1fs", static_cast<double>(us) / 1e6);
  return text;
}

// One line an event, with what the sequences compare.
std::string Line(const UiEvent& event) {
  const auto quoted = [](const RawText& text) { return " \"" + text.UnmaskedForScrub() + "\""; };
  const ActionType action = event.fields.action;
  std::string line(ActionTypeName(action));
  if (action == ActionType::kApplicationFocus) line += quoted(event.app_name);
  if (!event.window_title.empty() && action <= ActionType::kWindowTitleChange) {
    line += quoted(event.window_title);
  }
  if (action == ActionType::kWindowOpen && !event.window_role.empty()) {
    line += " " + event.window_role.UnmaskedForScrub();
  }
  if (!event.element_role.empty()) line += " " + event.element_role.UnmaskedForScrub();
  if (!event.element_name.empty()) line += quoted(event.element_name);
  if (!event.element_id.empty()) line += " #" + event.element_id.UnmaskedForScrub();
  if (event.fields.value_class != ValueClass::kNone) {
    line += " " + std::string(ValueClassName(event.fields.value_class)) + "/" +
            std::to_string(event.fields.value_length_bucket);
  }
  if (event.fields.content_kind != ContentKind::kNone) {
    line += " " + std::string(ContentKindName(event.fields.content_kind));
  }
  if (!event.detail.empty()) line += " " + event.detail.UnmaskedForScrub();
  const bool period = action == ActionType::kCaptureGap || action == ActionType::kIdleEnd ||
                      action == ActionType::kUnlock;
  if (period) line += " " + Seconds(event.fields.duration_us);
  if (event.fields.count > 1) line += " x" + std::to_string(event.fields.count);
  if (event.secret) line += " secret";
  return line;
}

bool HoldsCanary(const UiEvent& event) {
  for (const RawText* text :
       {&event.app_name, &event.window_title, &event.document, &event.element_name,
        &event.element_id, &event.element_path, &event.detail, &event.content}) {
    if (text->UnmaskedForScrub().find("CANARY") != std::string::npos) return true;
  }
  return false;
}

class Player {
 public:
  explicit Player(PlayedSequence& played)
      : played_(played), watch_(port_, [this](UiEvent event) {
          played_.told.push_back(Line(event));
          played_.canary_leaked = played_.canary_leaked || HoldsCanary(event);
        }) {}

  // False when the line is not understood.
  bool Do(const Words& words) {
    const std::string& verb = words[0];
    if (verb[0] == '@') return PassUntil(std::stod(verb.substr(1)));
    if (verb == "trusted") return Set(port_.trusted, words);
    if (verb == "secure_input") return Set(port_.secure_input, words);
    if (verb == "lock" || verb == "unlock") {
      return Hand({verb == "lock" ? AxNotice::kLocked : AxNotice::kUnlocked, 0, nullptr, {}, {}});
    }
    if (words.size() < 2) return false;
    if (verb == "app" && words.size() == 5) {
      const AxApplication application{std::stoi(words[1]), words[2], words[3], words[4]};
      return Hand({AxNotice::kActivated, application.pid, nullptr, application, {}});
    }
    if (verb == "end") return Hand({AxNotice::kTerminated, std::stoi(words[1]), nullptr, {}, {}});
    if (verb == "is") return Describe(words);
    if (verb == "front" && words.size() == 4) {
      port_.front[std::stoi(words[1])] = {words[2] == "-" ? "" : words[2],
                                          words[3] == "-" ? "" : words[3]};
      return true;
    }
    if (verb == "answers") return SetOutcome(words[1]);
    if (verb == "idle") {
      port_.idle_us = static_cast<int64_t>(std::stod(words[1]) * 1e6);
      return true;
    }
    if (verb == "copy") return Copy(words);
    if (verb == "level") {
      const auto level = ParseCaptureLevel(words[1]);
      if (level) watch_.SetLevel(*level);
      return level.has_value();
    }
    if (verb == "notify" && words.size() >= 4) return Notify(words);
    return false;
  }
  void Finish() {
    PassUntil(static_cast<double>(now_us_) / 1e6 + 0.4);
    watch_.Close(Now());
    played_.questions = port_.questions;
  }

 private:
  [[nodiscard]] Moment Now() const { return {now_us_ + 1'700'000'000'000'000, now_us_}; }
  bool Hand(AxSignal signal) {
    signal.when = Now();
    watch_.Handle(signal);
    return true;
  }
  bool PassUntil(double seconds) {
    const auto until = static_cast<int64_t>(seconds * 1e6);
    for (int64_t tick = (now_us_ / 200'000 + 1) * 200'000; tick <= until; tick += 200'000) {
      now_us_ = tick;
      watch_.Tick(Now(), 0);
    }
    now_us_ = std::max(now_us_, until);
    return true;
  }
  static bool Set(bool& flag, const Words& words) {
    if (words.size() != 2 || (words[1] != "yes" && words[1] != "no")) return false;
    flag = words[1] == "yes";
    return true;
  }
  bool Describe(const Words& words) {
    Thing& thing = port_.At(words[1]);
    for (size_t i = 2; i < words.size(); ++i) {
      const size_t equals = words[i].find('=');
      if (equals == std::string::npos) return false;
      thing.facts[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    }
    return true;
  }
  bool SetOutcome(const std::string& name) {
    const std::map<std::string, AxOutcome> kOutcomes = {{"ok", AxOutcome::kOk},
                                                        {"never", AxOutcome::kNoAnswer},
                                                        {"nothing", AxOutcome::kNothing},
                                                        {"unsupported", AxOutcome::kUnsupported}};
    const auto found = kOutcomes.find(name);
    if (found == kOutcomes.end()) return false;
    port_.outcome = found->second;
    return true;
  }
  bool Copy(const Words& words) {
    const auto kind = ParseContentKind(words[1]);
    if (!kind) return false;
    ++port_.pasteboard.change_count;
    port_.pasteboard.kind = *kind;
    port_.pasteboard.is_private = words.size() > 2 && words[2] == "private";
    return true;
  }
  bool Notify(const Words& words) {
    const int times = words.size() > 4 ? std::stoi(words[4].substr(1)) : 1;
    for (const auto& [name, notice] : kAxNotices) {
      if (name != words[2]) continue;
      for (int i = 0; i < times; ++i) {
        Hand({notice, std::stoi(words[1]), port_.Handle(words[3]), {}, {}});
        if (times > 1) now_us_ += 1000;
      }
      return true;
    }
    return false;
  }

  PlayedSequence& played_;
  WrittenPort port_;
  AxWatch watch_;
  int64_t now_us_ = 1'000'000;
};

// Expected lines are compared as they stand, quotes included.
std::string AfterExpect(const std::string& line) {
  return line.substr(std::string("expect ").size());
}

}  // namespace

PlayedSequence PlayAxSequence(const std::string& path) {
  PlayedSequence played;
  std::ifstream file(path);
  if (!file) played.problem = path + ": cannot be read";
  Player player(played);
  std::string line;
  for (int number = 1; std::getline(file, line) && played.problem.empty(); ++number) {
    const Words words = WordsOf(line);
    if (words.empty() || words[0][0] == '#') continue;
    if (words[0] == "expect") {
      played.expected.push_back(AfterExpect(line));
    } else if (!player.Do(words)) {
      played.problem = path + ":" + std::to_string(number) + ": is not understood: " + line;
    }
  }
  if (played.problem.empty()) player.Finish();
  return played;
}

}  // namespace adit
