// Planted values of the simulated office through the scrubber, as an agent would run it: what is
// left of which type, counted. The whole way to the collector's files is tests/e2e.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "agent/simulate/simulation_log.h"
#include "agent/simulate/simulation_options.h"
#include "agent/simulate/workforce.h"
#include "collector/ingest/second_gate.h"
#include "common/crypto/key_file.h"
#include "privacy/scrub/scrubber.h"
#include "tests/e2e/canary_search.h"

namespace adit {
namespace {

const std::string& TextOf(const EventRecord& record, simulate::TextPlace place) {
  static const std::string none;
  switch (place) {
    case simulate::TextPlace::kWindowTitle:
      return record.window_title;
    case simulate::TextPlace::kDocument:
      return record.document;
    case simulate::TextPlace::kElementName:
      return record.element_name;
    case simulate::TextPlace::kDetail:
      return record.detail;
    case simulate::TextPlace::kContent:
      return none;
  }
  return none;
}

struct Counted {
  std::set<std::string> planted;
  std::set<std::string> left;
  std::string example;
};

TEST(SimulatedDesktop, NoPlantedValuePassesTheScrubber) {
  const auto spec = simulate::ParseSimulationSpec("profile=office,seed=11,people=10,days=5");
  ASSERT_TRUE(spec.ok());
  const auto workforce = simulate::Workforce::Create(spec->options);
  ASSERT_TRUE(workforce.ok());
  std::map<std::string, Counted> types;
  std::map<std::string, uint64_t> rules;
  std::map<std::string, std::string> type_of;
  std::set<std::string> kept;  // every text that leaves
  size_t values = 0;
  for (uint32_t number = 0; number < spec->options.people; ++number) {
    auto scrubber = Scrubber::Create(Policy::Default(), ScrubKeys{crypto::GenerateHashKey()}, {});
    ASSERT_TRUE(scrubber.ok());
    const auto person = (*workforce)->MakePerson(number);
    simulate::SimulatedEvent event;
    while (person->Next(event)) {
      std::vector<std::pair<std::string, simulate::Plant>> plants;
      for (const simulate::Plant& plant : event.plants) {
        plants.emplace_back(simulate::PlantedValue(event, plant), plant);
      }
      const auto masked = (*scrubber)->Scrub(std::move(event.event));
      if (masked) {
        const EventRecord& record = masked->record();
        for (const std::string* text :
             {&record.app_name, &record.window_title, &record.document, &record.element_name,
              &record.element_id, &record.element_path, &record.detail}) {
          kept.insert(*text);
        }
      }
      for (const auto& [value, plant] : plants) {
        Counted& counted = types[std::string(simulate::PersonalType(plant.field))];
        counted.planted.insert(value);
        type_of[value] = std::string(simulate::PersonalType(plant.field));
        if (!masked || value.size() < 4) continue;
        const std::string& text = TextOf(masked->record(), plant.place);
        if (text.find(value) == std::string::npos) continue;
        if (counted.left.insert(value).second) counted.example += "\n    " + text;
      }
    }
    const ScrubReport report = (*scrubber)->TakeReport();
    for (const auto* counts :
         {&report.events_by_rule, &report.texts_by_rule, &report.findings_by_rule}) {
      for (const auto& [rule, count] : *counts) rules[rule] += count;
    }
    // Everything handed in is accounted for, and everything left out has a rule.
    EXPECT_EQ(report.events, report.recorded + report.existence + report.dropped);
    uint64_t left_out = 0;
    for (const auto& [rule, count] : report.events_by_rule) left_out += count;
    EXPECT_EQ(left_out, report.existence + report.dropped);
  }
  for (const auto& [type, counted] : types) {
    values += counted.planted.size();
    std::printf("%-16s %6zu planted, %zu left\n", type.c_str(), counted.planted.size(),
                counted.left.size());
  }
  for (const auto& [rule, count] : rules)
    std::printf("  %-28s %lu\n", rule.c_str(), static_cast<unsigned long>(count));
  EXPECT_GE(values, 10'000U);
  uint64_t by_rule = 0;
  for (const auto& [rule, count] : rules) by_rule += count;
  EXPECT_GE(by_rule, values) << "what was dropped and masked is counted by its rule";
  // Also where it was not planted: a name in another text, a login inside a path.
  e2e::CanarySearch canaries;
  for (const auto& [value, type] : type_of) {
    if (type != "ORGANIZATION" && type != "LOCATION") canaries.Add(value);
  }
  canaries.Build();
  std::string all;
  for (const std::string& text : kept) all += text + "\n";
  for (const e2e::CanaryHit& hit : canaries.Search(all, "records")) {
    ADD_FAILURE() << type_of[hit.value] << " " << hit.value << " as " << hit.disguise;
  }
  // Firms and towns are no person's data under the shipped policy; everything else must be gone.
  for (const auto& [type, counted] : types) {
    if (type == "ORGANIZATION" || type == "LOCATION") continue;
    EXPECT_EQ(counted.left.size(), 0U) << type << counted.example;
  }
}

// What endpoints and collector search by the same rules raises no alarm and loses no text.
TEST(SimulatedDesktop, TheSecondGateIsQuietAboutWhatTheScrubberLetThrough) {
  const auto spec = simulate::ParseSimulationSpec("profile=office,seed=12,people=3,days=2");
  ASSERT_TRUE(spec.ok());
  const auto workforce = simulate::Workforce::Create(spec->options);
  ASSERT_TRUE(workforce.ok());
  SecondGate gate({.every = 1});
  size_t events = 0;
  for (uint32_t number = 0; number < spec->options.people; ++number) {
    auto scrubber = Scrubber::Create(Policy::Default(), ScrubKeys{crypto::GenerateHashKey()}, {});
    ASSERT_TRUE(scrubber.ok());
    const auto person = (*workforce)->MakePerson(number);
    std::vector<EventRecord> records;
    simulate::SimulatedEvent event;
    while (person->Next(event)) {
      if (const auto masked = (*scrubber)->Scrub(std::move(event.event)))
        records.push_back(masked->record());
    }
    EventTable table = EventTable::Of(records);
    const auto outcome = gate.Quarantine(Id16{static_cast<uint8_t>(number)}, table);
    for (const GateFinding& finding : outcome.findings) {
      const EventRecord& record = records[finding.first_row];
      ADD_FAILURE() << finding.rule << " in " << GateFieldName(finding.field) << ": "
                    << record.window_title << " | " << record.document << " | "
                    << record.element_name << " | " << record.detail;
    }
    events += outcome.checked;
  }
  EXPECT_GE(events, 10'000U);
}

}  // namespace
}  // namespace adit
