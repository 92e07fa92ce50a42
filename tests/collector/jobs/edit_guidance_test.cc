#include "collector/jobs/edit_guidance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/discovery/routine_profile.h"
#include "collector/jobs/analysis.h"
#include "common/base/random.h"

namespace adit {
namespace {

using nlohmann::json;

// A store that holds one log; Analyze reads nothing else.
class LogStore : public EventStore {
 public:
  explicit LogStore(int rounds) : rounds_(rounds) {}
  Result<EventLog> LoadLog(const LogFilter&) override {
    EventLog log;
    int64_t now_us = 1'700'000'000'000'000;
    SeededRandom random(4);
    const auto add = [&](uint32_t user, const std::string& letters) {
      for (const char letter : letters) {
        LogEvent event;
        event.sequence = log.events.size();
        event.user = log.strings.Intern("u" + std::to_string(user));
        event.app = log.strings.Intern("app");
        event.element = log.strings.Intern(std::string("field ") + letter);
        event.action = log.strings.Intern("click");
        event.time_us = now_us += 3'000'000;
        log.events.push_back(event);
      }
      now_us += 60'000'000;
    };
    for (uint32_t user = 0; user < 6; ++user) {
      for (int i = 0; i < rounds_; ++i) add(user, random.Below(2) == 0 ? "abcdefg" : "klmnopq");
    }
    return log;
  }
  Result<std::optional<Acceptance>> FindBatch(const BatchKey&) override { return None(); }
  Status AcceptBatch(NewBatch, AcceptDone) override { return None(); }
  Result<std::vector<PendingBatch>> Pending(int64_t, size_t) override { return None(); }
  Status StoreDecoded(const std::vector<DecodedBatch>&) override { return None(); }
  Status Quarantine(int64_t, const std::string&, const std::vector<LossRecord>&) override {
    return None();
  }
  Status VisitRecords(const Id16&, const std::function<bool(const EventRecord&)>&) override {
    return None();
  }
  Result<StoreTotals> Totals() override { return None(); }
  Result<std::vector<IncarnationLedger>> Ledgers() override { return std::vector<IncarnationLedger>(); }
  Result<size_t> Compact(size_t) override { return None(); }
  Result<Erasure> EraseBefore(int64_t) override { return None(); }
  Result<Erasure> EraseSince(const Id16&, int64_t) override { return None(); }

 private:
  static Status None() { return Internal("not asked for"); }
  const int rounds_;
};

AnalysisResult Mine(const std::vector<RoutineIdentity>& known, const std::vector<Edit>& edits,
                    const std::vector<RunDocument>& documents) {
  LogStore store(40);
  AnalysisOptions options;
  options.known = known;
  options.edits = edits;
  auto guidance = GuidanceOf(edits, known, [&](const std::string& key) {
    const auto found = std::find_if(documents.begin(), documents.end(), [&](const RunDocument& d) {
      return d.kind == "routine" && d.name == key;
    });
    return Result<std::optional<RunDocument>>(
        found == documents.end() ? std::nullopt : std::optional<RunDocument>(*found));
  });
  EXPECT_TRUE(guidance.ok());
  options.guidance = *std::move(guidance);
  auto result = Analyze(store, options, [](uint32_t) {});
  EXPECT_TRUE(result.ok()) << result.status().message();
  return *std::move(result);
}

json RoutineWith(const AnalysisResult& result, const std::string& step) {
  for (const RunDocument& document : result.documents) {
    if (document.kind != "routine" || document.json.find(step) == std::string::npos) continue;
    return json::parse(document.json);
  }
  return {};
}

std::vector<std::string> MainPath(const json& routine) {
  std::vector<std::string> names;
  for (const json& id : routine["main_path"]) {
    for (const json& a : routine["activities"]) {
      if (a["id"] == id) names.push_back(a["element"]);
    }
  }
  return names;
}

Edit Of(EditKind kind, const json& routine, const std::string& value = "") {
  Edit edit;
  edit.seq = 1;
  edit.kind = kind;
  edit.routine = routine["key"];
  edit.value = value;
  return edit;
}

TEST(EditGuidance, WhatWasFoundWrongIsNotInTheNextRunUntilThatIsUndone) {
  const AnalysisResult first = Mine({}, {}, {});
  const json wrong = RoutineWith(first, "field a");
  ASSERT_TRUE(wrong.is_object());
  const AnalysisResult second =
      Mine(first.identities, {Of(EditKind::kWrong, wrong)}, first.documents);
  EXPECT_TRUE(RoutineWith(second, "field a").is_null());
  EXPECT_TRUE(RoutineWith(second, "field k").is_object());
  EXPECT_NE(first.manifest_json, second.manifest_json);
  const AnalysisResult third = Mine(first.identities, {}, second.documents);
  EXPECT_EQ(RoutineWith(third, "field a")["key"], wrong["key"]);
}

TEST(EditGuidance, AMarkedStartCutsInTheNextRunAndTheRoutineKeepsItsKey) {
  const AnalysisResult first = Mine({}, {}, {});
  const json routine = RoutineWith(first, "field a");
  std::string step;
  for (const json& a : routine["activities"]) {
    if (a["element"] == "field c") step = a["step"];
  }
  const AnalysisResult second =
      Mine(first.identities, {Of(EditKind::kStart, routine, step)}, first.documents);
  const json cut = RoutineWith(second, "field d");
  EXPECT_EQ(cut["key"], routine["key"]);
  EXPECT_EQ(MainPath(cut).front(), "field c");
  EXPECT_EQ(cut["instances"], routine["instances"]);
}

TEST(EditGuidance, AConfirmedRoutineBringsItsWays) {
  const AnalysisResult first = Mine({}, {}, {});
  const json routine = RoutineWith(first, "field a");
  const auto guidance =
      GuidanceOf({Of(EditKind::kConfirm, routine)}, first.identities, [&](const std::string&) {
        return Result<std::optional<RunDocument>>(
            RunDocument{"routine", routine["key"], 1, 6, routine.dump()});
      });
  ASSERT_TRUE(guidance.ok());
  ASSERT_EQ(guidance->confirmed.size(), 1u);
  ASSERT_FALSE(guidance->confirmed[0].ways.empty());
  // The most common way, by what its steps are.
  std::vector<uint64_t> way;
  for (const json& id : routine["variants"][0]["activities"]) {
    for (const json& a : routine["activities"]) {
      if (a["id"] != id) continue;
      Activity activity;
      activity.app = a["app"];
      activity.window = a["window"];
      activity.element = a["element"];
      activity.action = a["action"];
      way.push_back(StepSignature(activity));
    }
  }
  EXPECT_EQ(guidance->confirmed[0].ways[0], way);
  // Judged otherwise later.
  const auto later = GuidanceOf(
      {Of(EditKind::kConfirm, routine), Of(EditKind::kWrong, routine)}, first.identities,
      [](const std::string&) { return Result<std::optional<RunDocument>>(std::nullopt); });
  EXPECT_TRUE(later->confirmed.empty());
  EXPECT_EQ(later->wrong.size(), 1u);
  EXPECT_NE(DigestOf(*guidance), DigestOf(*later));
}

TEST(EditGuidance, ADamagedDocumentGivesNoWays) {
  RoutineIdentity identity{"aaaa", {{7, 1000}}};
  for (const char* text : {"", "[", "{}", R"({"activities":[3],"variants":[{"activities":[9]}]})",
                           R"({"activities":[{"id":1}],"variants":[7,{"activities":["x"]}]})"}) {
    Edit edit;
    edit.kind = EditKind::kConfirm;
    edit.routine = "aaaa";
    const auto guidance = GuidanceOf({edit}, {identity}, [&](const std::string&) {
      return Result<std::optional<RunDocument>>(RunDocument{"routine", "aaaa", 1, 6, text});
    });
    ASSERT_TRUE(guidance.ok());
    EXPECT_TRUE(guidance->confirmed.empty()) << text;
  }
}

}  // namespace
}  // namespace adit
