// A small discovery for the tests of exports: one routine of three steps, two instances, hostile texts.
#pragma once

#include <string>
#include <string_view>

#include "collector/export/text_sink.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"

namespace adit::export_test {

inline constexpr std::string_view kHostile = "=1+1 \"<b>&'x'\x01,${y}  z";

struct Example {
  EventLog log;
  Discovery discovery;
};

inline Example MakeExample() {
  Example example;
  const uint32_t user = example.log.strings.Intern("p01");
  Discovery& found = example.discovery;
  found.activities = {{"ERP: open", "ERP", "Orders", "Open", "click", 2},
                      {std::string(kHostile), "ERP", "Orders", std::string(kHostile), "value_commit", 2},
                      {"ERP: save", "ERP", "Orders", "Save", "click", 2}};
  Routine routine;
  routine.key = "00000000000000aa";
  routine.name = "Order <entry> & more";
  routine.activities = routine.main_path = {0, 1, 2};
  routine.variants = {{{0, 1, 2}, 2, 1.0, 12.0, false}};
  routine.instances = 2;
  routine.graph = {{kNoActivity, 0, 2, 0, 0, false}, {0, 1, 2, 1, 2, false}, {1, 2, 2, 1, 2, false},
                   {2, 0, 1, 1, 2, false},           {2, kNoActivity, 2, 0, 0, false}};
  found.routines = {routine};
  for (uint32_t i = 0; i < 2; ++i) {
    Instance instance;
    instance.user = user;
    for (uint32_t k = 0; k < 3; ++k) {
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

inline TextSink AppendTo(std::string& out) {
  return [&out](std::string_view piece) {
    out += piece;
    return OkStatus();
  };
}

inline size_t Count(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace adit::export_test
