// Ten thousand planted values of every type and of the official numbers of some fifty kinds through the scrubber
// under the shipped policy (tests/quality/canaries): none is left in any text that leaves, in any disguise, and what
// was masked is counted by its rule.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "common/base/time_text.h"
#include "common/crypto/key_file.h"
#include "privacy/scrub/scrubber.h"
#include "tests/e2e/canary_search.h"
#include "tests/quality/masking/generated_texts.h"

namespace adit {
namespace {

using nlohmann::json;

UiEvent EventOf(const json& line) {
  UiEvent event;
  event.fields.action = ActionType::kClick;
  event.fields.wall_us = *ParseTime("2026-03-02T10:00:00Z");
  event.app_name = RawText("LibreOffice Calc");
  event.app_executable = RawText("soffice.bin");
  event.window_title = RawText("Overview");
  event.element_role = RawText("push button");
  const std::string field = line.at("field");
  const std::string text = line.at("text");
  if (field == "window_title") {
    event.window_title = RawText(text);
  } else if (field == "element_name") {
    event.element_name = RawText(text);
  } else {
    event.detail = RawText(text);
  }
  return event;
}

TEST(EveryType, NoPlantedValueIsLeft) {
  const std::string lines = cli::GeneratedTexts("canaries/every_type.py", "");
  if (lines.empty()) GTEST_SKIP() << "python3-stdnum is needed to draw the numbers";
  auto scrubber = Scrubber::Create(Policy::Default(), ScrubKeys{crypto::GenerateHashKey()}, {});
  ASSERT_TRUE(scrubber.ok());
  e2e::CanarySearch canaries;
  std::map<std::string, std::string> type_of;
  std::map<std::string, size_t> planted;
  std::string kept;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    const json planted_value = json::parse(line);
    const std::string value = planted_value.at("value");
    if (type_of.emplace(value, planted_value.at("type")).second) {
      ++planted[planted_value.at("type")];
      canaries.Add(value);
    }
    const auto masked = (*scrubber)->Scrub(EventOf(planted_value));
    if (!masked) continue;  // windows whose titles speak of passwords or of logging in are denied
    const EventRecord& record = masked->record();
    for (const std::string* text : {&record.window_title, &record.element_name, &record.detail})
      kept += *text + "\n";
  }
  canaries.Build();
  EXPECT_GE(type_of.size(), 10'000u);
  for (const char* type :
       {"PERSON", "EMAIL", "PHONE", "ADDRESS", "CARD", "IBAN", "BIC", "ACCOUNT", "IP", "MAC",
        "URL_CREDENTIAL", "SECRET", "DATE_OF_BIRTH", "NATIONAL_ID", "TAX_ID", "HEALTH_ID",
        "SOCIAL_SECURITY", "PASSPORT", "DRIVER_LICENSE", "VEHICLE_PLATE", "USERNAME", "HOSTNAME"}) {
    EXPECT_GE(planted[type], 100u) << type;
  }
  for (const e2e::CanaryHit& hit : canaries.Search(kept, "records"))
    ADD_FAILURE() << type_of[hit.value] << " " << hit.value << " as " << hit.disguise;

  const ScrubReport report = (*scrubber)->TakeReport();
  uint64_t by_rule = report.residues;
  for (const auto& [rule, count] : report.findings_by_rule) {
    std::printf("  %-28s %lu\n", rule.c_str(), static_cast<unsigned long>(count));
    by_rule += count;
  }
  for (const auto* counts : {&report.texts_by_rule, &report.events_by_rule}) {
    for (const auto& [rule, count] : *counts) by_rule += count;
  }
  EXPECT_GE(report.recorded * 10, report.events * 9);
  EXPECT_GE(by_rule, type_of.size()) << "what was masked is counted by its rule";
  EXPECT_GE(report.findings_by_rule.size(), 70u);
}

}  // namespace
}  // namespace adit
