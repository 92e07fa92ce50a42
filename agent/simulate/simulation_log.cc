#include "agent/simulate/simulation_log.h"

#include <array>
#include <cstdio>

#include "common/base/time_text.h"
#include "common/base/utf8.h"
#include "common/event/log_columns.h"

namespace adit::simulate {
namespace {

constexpr std::array<TextPlace, 5> kPlaces = {TextPlace::kWindowTitle, TextPlace::kDocument,
                                              TextPlace::kElementName, TextPlace::kDetail,
                                              TextPlace::kContent};
constexpr std::string_view kPlaceNames[] = {"window_title", "url", "element_name", "detail",
                                            "value"};

const std::string& TextAt(const UiEvent& event, TextPlace place) {
  switch (place) {
    case TextPlace::kWindowTitle:
      return event.window_title.UnmaskedForScrub();
    case TextPlace::kDocument:
      return event.document.UnmaskedForScrub();
    case TextPlace::kElementName:
      return event.element_name.UnmaskedForScrub();
    case TextPlace::kDetail:
      return event.detail.UnmaskedForScrub();
    case TextPlace::kContent:
      break;
  }
  return event.content.UnmaskedForScrub();
}

// FNV-1a, then a finisher: a name for a value, not a protection (everything here is made up).
uint64_t NameOf(std::string_view value, uint64_t seed) {
  uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
  for (const char c : value) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93ULL;
  return hash ^ (hash >> 32);
}

std::string Masked(const SimulatedEvent& event, TextPlace place, uint64_t seed) {
  const std::string& text = TextAt(event.event, place);
  std::string out;
  size_t done = 0;
  for (const Plant& plant : event.plants) {
    if (plant.place != place) continue;
    out.append(text, done, plant.begin - done);
    const std::string_view value =
        std::string_view(text).substr(plant.begin, plant.end - plant.begin);
    char name[8];
    std::snprintf(name, sizeof name, "%06x", static_cast<unsigned>(NameOf(value, seed) & 0xffffff));
    out.append("<").append(PersonalType(plant.field)).append(":").append(name).append(">");
    done = plant.end;
  }
  return out.append(text, done);
}

void AppendCsv(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendJson(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string PersonName(uint32_t person) {
  char name[16];
  std::snprintf(name, sizeof name, "p%02u", static_cast<unsigned>(person));
  return name;
}

std::string CaseName(const GroundTruth& truth) {
  if (truth.instance == 0) return "";
  return PersonName(truth.person) + "-" + std::to_string(truth.instance);
}

EventRecord MaskByTruth(const SimulatedEvent& event, uint64_t seed) {
  const UiEvent& raw = event.event;
  EventRecord record;
  record.fields = raw.fields;
  record.app_name = raw.app_name.UnmaskedForScrub();
  record.app_version = raw.app_version.UnmaskedForScrub();
  record.app_executable = raw.app_executable.UnmaskedForScrub();
  record.window_role = raw.window_role.UnmaskedForScrub();
  if (raw.secret) return record;
  record.window_title = Masked(event, TextPlace::kWindowTitle, seed);
  record.document = Masked(event, TextPlace::kDocument, seed);
  record.element_role = raw.element_role.UnmaskedForScrub();
  record.element_name = Masked(event, TextPlace::kElementName, seed);
  record.element_id = raw.element_id.UnmaskedForScrub();
  record.element_path = raw.element_path.UnmaskedForScrub();
  record.detail = Masked(event, TextPlace::kDetail, seed);
  const std::string& content = raw.content.UnmaskedForScrub();
  if (!content.empty()) record.content_fingerprint = NameOf(content, ~seed) | 1;
  return record;
}

std::string PlantedValue(const SimulatedEvent& event, const Plant& plant) {
  return TextAt(event.event, plant.place).substr(plant.begin, plant.end - plant.begin);
}

std::string_view UiLogHeader() {
  return "seq,ts,user,app,window,element,action,value_hash,case,routine,noise\n";
}

void AppendUiLogLine(std::string& out, uint64_t sequence, const EventRecord& masked,
                     const GroundTruth& truth, const Office& office) {
  const LogColumns columns = ToLogColumns(masked);
  out += std::to_string(sequence);
  out += ',';
  // Milliseconds, as recorders write them.
  out += FormatTime(masked.fields.wall_us / 1000 * 1000);
  out += ',';
  out += PersonName(truth.person);
  for (const std::string* cell :
       {&columns.app, &columns.window, &columns.element, &columns.action, &columns.value}) {
    out += ',';
    AppendCsv(out, *cell);
  }
  out += ',';
  out += CaseName(truth);
  out += ',';
  if (truth.routine >= 0) out += office.routines()[static_cast<size_t>(truth.routine)].name;
  out += truth.routine >= 0 ? ",0\n" : ",1\n";
}

void AppendUiLogLine(std::string& out, uint64_t sequence, const SimulatedEvent& event,
                     const Office& office, uint64_t seed) {
  AppendUiLogLine(out, sequence, MaskByTruth(event, seed), event.truth, office);
}

void AppendPlantLines(std::string& out, uint64_t sequence, const SimulatedEvent& event) {
  for (const TextPlace place : kPlaces) {
    const std::string_view text = TextAt(event.event, place);
    bool open = false;
    for (const Plant& plant : event.plants) {
      if (plant.place != place) continue;
      if (!open) {
        const std::string_view name = kPlaceNames[static_cast<size_t>(place)];
        out += "{\"id\":\"" + std::to_string(sequence) + ":";
        out.append(name).append("\",\"user\":\"").append(PersonName(event.truth.person));
        out.append("\",\"ts\":\"").append(FormatTime(event.event.fields.wall_us));
        out.append("\",\"field\":\"").append(name).append("\",\"text\":");
        AppendJson(out, text);
        out += ",\"spans\":[";
      } else {
        out += ',';
      }
      open = true;
      const size_t start = CountCodePoints(text.substr(0, plant.begin));
      const std::string_view value = text.substr(plant.begin, plant.end - plant.begin);
      out += "{\"start\":" + std::to_string(start);
      out += ",\"end\":" + std::to_string(start + CountCodePoints(value));
      out.append(",\"type\":\"").append(PersonalType(plant.field)).append("\",\"value\":");
      AppendJson(out, value);
      out += '}';
    }
    if (open) out += "]}\n";
  }
}

}  // namespace adit::simulate
