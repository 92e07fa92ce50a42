// Any texts in a discovery: every export of it is well-formed, holds each event once, gives CSV
// fields back as they were, and no field is a formula.
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "collector/export/bpmn.h"
#include "collector/export/csv_log.h"
#include "collector/export/ocel.h"
#include "collector/export/process_document.h"
#include "collector/export/robot_skeleton.h"
#include "collector/export/xes.h"
#include "collector/reconstruct/csv_reader.h"
#include "collector/reconstruct/xes_reader.h"
#include "common/base/check.h"

namespace {

using namespace adit;  // NOLINT: a fuzz target of one file

constexpr size_t kSteps = 3;
constexpr size_t kInstances = 2;
constexpr size_t kEvents = kSteps * kInstances;

// Up to `count` texts, divided by zero bytes.
std::vector<std::string> Texts(std::string_view bytes, size_t count) {
  std::vector<std::string> texts(count);
  for (std::string& text : texts) {
    const size_t end = bytes.find('\0');
    text = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return texts;
}

struct Example {
  EventLog log;
  Discovery discovery;
};

Example Build(const std::vector<std::string>& texts) {
  Example example;
  const uint32_t user = example.log.strings.Intern(texts[0]);
  Discovery& found = example.discovery;
  Routine routine;
  routine.key = "00000000000000aa";
  routine.name = texts[1];
  for (uint32_t k = 0; k < kSteps; ++k) {
    found.activities.push_back({texts[2 + k], texts[5], texts[6], texts[7 + k], texts[10], 2});
    routine.activities.push_back(k);
    routine.main_path.push_back(k);
    routine.graph.push_back({k == 0 ? kNoActivity : k - 1, k, kInstances, 1, 2, false});
  }
  routine.graph.push_back({kSteps - 1, kNoActivity, kInstances, 0, 0, false});
  routine.variants = {{{0, 1, 2}, kInstances, 1.0, 12.0, false}};
  routine.instances = kInstances;
  found.routines = {routine};
  for (uint32_t i = 0; i < kInstances; ++i) {
    Instance instance;
    instance.user = user;
    for (uint32_t k = 0; k < kSteps; ++k) {
      const auto position = static_cast<uint32_t>(example.log.events.size());
      LogEvent event;
      event.sequence = position;
      event.user = user;
      event.time_us = 1'772'438'400'000'000 + position * 1'500'000;
      example.log.events.push_back(event);
      found.event_activity.push_back(k);
      found.event_instance.push_back(i);
      instance.events.push_back(position);
    }
    found.instances.push_back(instance);
  }
  return example;
}

TextSink AppendTo(std::string& out) {
  return [&out](std::string_view piece) {
    out += piece;
    return OkStatus();
  };
}

void CheckCsv(const Example& example, CsvProfile profile, const std::vector<std::string>& texts) {
  std::string csv;
  ADIT_CHECK(WriteCsvLog(example.log, example.discovery, {}, profile, AppendTo(csv)).ok());
  const auto source = TextSource::FromString(csv);
  CsvReader reader(*source);
  std::vector<std::string> columns;
  ADIT_CHECK(reader.ReadHeader(columns).ok());
  size_t rows = 0;
  std::vector<std::string> fields;
  while (true) {
    const auto row = reader.ReadRow(fields);
    ADIT_CHECK(row.ok());
    if (!*row) break;
    ADIT_CHECK(fields.size() == columns.size());
    bool named = false;
    for (const std::string& field : fields) {
      ADIT_CHECK(field.empty() ||
                 std::string_view("=+-@\t\r").find(field[0]) == std::string_view::npos);
      const std::string& name = texts[2 + rows % kSteps];
      named |= field == name || field == "'" + name;
    }
    ADIT_CHECK(named);
    ++rows;
  }
  ADIT_CHECK(rows == kEvents);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<std::string> texts =
      Texts(std::string_view(reinterpret_cast<const char*>(data), size), 11);
  const Example example = Build(texts);
  for (const CsvProfile profile : {CsvProfile::kPm4py, CsvProfile::kUipath, CsvProfile::kCelonis}) {
    CheckCsv(example, profile, texts);
  }
  std::string xes;
  ADIT_CHECK(WriteXes(example.log, example.discovery, {}, AppendTo(xes)).ok());
  size_t events = 0;
  const auto source = TextSource::FromString(xes);
  const Status read =
      ReadXes(*source, "", [&](const std::string&, const std::vector<XesAttribute>& attributes) {
        ADIT_CHECK(!attributes.empty());
        ++events;
        return OkStatus();
      });
  ADIT_CHECK(read.ok());
  ADIT_CHECK(events == kEvents);
  std::string ocel;
  ADIT_CHECK(WriteOcel(example.log, example.discovery, {}, AppendTo(ocel)).ok());
  const auto json = nlohmann::json::parse(ocel, nullptr, false);
  ADIT_CHECK(json.is_object() && json["events"].size() == kEvents);
  const Routine& routine = example.discovery.routines.front();
  for (const std::string& xml :
       {RenderBpmn(example.discovery, routine, {}), RenderMapSvg(example.discovery, routine)}) {
    ADIT_CHECK(xml.find('<') != std::string::npos);
    ADIT_CHECK(xml.find("<script") == std::string::npos);
  }
  ADIT_CHECK(!RenderRobotSkeleton(example.discovery, routine).empty());
  ADIT_CHECK(
      !RenderProcessDocument(example.discovery, routine, {texts[1], texts[2], {}, {texts[3]}})
           .empty());
  return 0;
}
