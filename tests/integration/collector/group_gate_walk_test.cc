// What one person does alone stands in no answer: events of three people are mined, and every route
// that can be read is read by everybody who may.
#include <nlohmann/json.hpp>
#include <set>

#include "collector/api/access.h"
#include "collector/http/router.h"
#include "common/event/action_type.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kBegin = 1'770'012'000'000'000;  // a Monday morning
constexpr int kRepeats = 24;

// A person's day, written step by step.
class Day {
 public:
  void Step(const std::string& app, const std::string& window, const std::string& element,
            ActionType action = ActionType::kInvoke) {
    now_us_ += 4 * kMicrosPerSecond;
    EventRecord e;
    e.fields.sequence = events.size() + 1;
    e.fields.wall_us = now_us_;
    e.fields.monotonic_us = now_us_ - kBegin + 1;
    e.fields.action = action;
    e.fields.session = 1;
    e.app_name = app;
    e.app_executable = app;
    e.window_title = window;
    e.window_role = "frame";
    e.element_role = "push button";
    e.element_name = element;
    events.push_back(std::move(e));
  }
  void Pause() { now_us_ += 90 * kMicrosPerSecond; }

  std::vector<EventRecord> events;

 private:
  int64_t now_us_ = kBegin;
};

// All three enter invoices; the first also does something of her own between them, and in some
// invoices a step that nobody else knows.
Day DayOf(int person) {
  Day day;
  for (int i = 0; i < kRepeats; ++i) {
    for (const char* step : {"Inbox", "Attachment", "Supplier", "Amount", "Account", "Post"})
      day.Step(std::string(step) == "Inbox" ? "Mail" : "Ledger", "Invoices", step);
    if (person == 0 && i % 3 == 0) day.Step("Ledger", "Zqsolostep", "Zqsolostep");
    day.Step("Ledger", "Invoices", "Close");
    day.Pause();
    if (person != 0 || i % 2 == 0) continue;
    for (const char* step : {"One", "Two", "Three", "Four", "Five", "Six"})
      day.Step("Zqsoloapp", "Zqsolowindow", std::string("Zqsolo") + step);
    day.Pause();
  }
  return day;
}

class GroupGateWalkTest : public CollectorTest {
 protected:
  void MineThreePeople() {
    for (int person = 0; person < 3; ++person) {
      agents_.push_back(EnrolledAgent());
      const Bytes envelope = agents_.back()->Envelope(1, DayOf(person).events);
      ASSERT_EQ(StatusOf(agents_.back()->Put(1, envelope)), 201);
    }
    ASSERT_GT(Decoded().events, 0U);
    const std::string asked = Api("POST", "/api/v1/runs", report_.analyst_token);
    ASSERT_EQ(StatusOf(asked), 202) << asked;
    run_ = json::parse(BodyOf(asked))["id"].get<int64_t>();
    for (int i = 0; i < 3000; ++i) {
      const auto run = collector_->control().FindRun(run_);
      ASSERT_TRUE(run.ok() && run->has_value());
      ASSERT_NE((*run)->state, "failed") << (*run)->summary;
      if ((*run)->state == "done") return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    FAIL() << "the run does not end";
  }

  // Each way to fill in a path: keys of routines that are answered, the run, formats.
  std::vector<std::string> Filled(const std::string& pattern) const {
    std::vector<std::string> paths = {pattern};
    const auto fill = [&](const std::string& name, const std::vector<std::string>& values) {
      std::vector<std::string> next;
      for (const std::string& path : paths) {
        const size_t at = path.find(name);
        if (at == std::string::npos) {
          next.push_back(path);
          continue;
        }
        for (const std::string& value : values)
          next.push_back(std::string(path).replace(at, name.size(), value));
      }
      paths = std::move(next);
    };
    fill("{key}", std::vector<std::string>(keys_.begin(), keys_.end()));
    fill("{id}", {std::to_string(run_)});
    fill("{format}", {"json", "svg", "bpmn", "robot", "docx"});
    return paths;
  }

  // All documents of the run as they are stored, whoever may see them; notes their keys.
  std::string Stored() {
    std::string out;
    for (const char* kind : {"opportunity", "routine", "slight", "drift"}) {
      const auto documents = collector_->control().RunDocuments(run_, kind, 0, 10'000, 0);
      EXPECT_TRUE(documents.ok()) << documents.status().ToString();
      for (const RunDocument& document : *documents) {
        out += document.json;
        if (std::string_view(kind) == "routine") keys_.insert(document.name);
      }
    }
    return out;
  }

  std::vector<std::unique_ptr<TestAgent>> agents_;
  std::set<std::string> keys_;
  int64_t run_ = 0;
};

TEST_F(GroupGateWalkTest, WhatOnePersonDoesAloneIsAnsweredToNobody) {
  MineThreePeople();
  // It was found, and only its number is told.
  const auto run = collector_->control().FindRun(run_);
  EXPECT_GE(json::parse((*run)->summary)["hidden_routines"], 1) << (*run)->summary;
  EXPECT_EQ(Stored().find("Zqsolo"), std::string::npos) << "nor is it kept for later";
  ASSERT_FALSE(keys_.empty());
  size_t read = 0;
  size_t invoices = 0;
  for (const std::string role : {"analyst", "officer", "operator", "auditor", "admin"}) {
    const std::string token =
        collector_->access().CreateToken("of " + role, role, 3600 * kMicrosPerSecond)->text;
    for (const http::Route& route : collector_->routes()) {
      if (route.method != http::Method::kGet) continue;
      for (const std::string& path : Filled(route.pattern)) {
        const std::string answer = Api("GET", path, token);
        // Who may not read one may not read the others.
        if (StatusOf(answer) == 403) break;
        read += StatusOf(answer) == 200 ? 1 : 0;
        invoices += answer.find("Invoices") != std::string::npos ? 1 : 0;
        EXPECT_EQ(answer.find("Zqsolo"), std::string::npos) << role << " reads " << path;
      }
    }
  }
  // The walk reads what it claims to read.
  EXPECT_GT(read, 60U);
  EXPECT_GT(invoices, 5U) << "what three people do is answered";
}

}  // namespace
}  // namespace adit
