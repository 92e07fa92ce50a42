#include "tests/quality/discovery/mixed_log.h"

#include <algorithm>
#include <utility>

#include "common/base/random.h"

namespace adit::quality {
namespace {

struct Row {
  const LabelledLog* from = nullptr;  // null: inserted from the office
  uint32_t event = 0;
  uint32_t instance = kNoLabel;
  uint32_t routine = kNoLabel;
};

using Case = std::vector<Row>;

template <typename T>
void Shuffle(std::vector<T>& items, SeededRandom& random) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.Below(i)]);
}

std::vector<Case> CollectCases(const std::vector<const LabelledLog*>& logs, const MixOptions& options,
                               SeededRandom& random) {
  std::vector<Case> out;
  for (uint32_t l = 0; l < logs.size(); ++l) {
    std::vector<Case> cases(logs[l]->truth.instances);
    for (uint32_t i = 0; i < logs[l]->truth.instance.size(); ++i) {
      const uint32_t c = logs[l]->truth.instance[i];
      if (c != kNoLabel) cases[c].push_back({logs[l], i, 0, l});
    }
    Shuffle(cases, random);
    if (cases.size() > options.max_cases) cases.resize(options.max_cases);
    for (Case& one : cases) out.push_back(std::move(one));
  }
  Shuffle(out, random);
  for (uint32_t c = 0; c < out.size(); ++c) {
    for (Row& row : out[c]) row.instance = c;
  }
  return out;
}

// Two cases in turn, in runs of one to five events.
Case Interleave(const Case& a, const Case& b, SeededRandom& random) {
  Case out;
  size_t i = 0;
  size_t j = 0;
  bool first = true;
  while (i < a.size() || j < b.size()) {
    const Case& from = first ? a : b;
    size_t& at = first ? i : j;
    const size_t end = std::min(from.size(), at + 1 + random.Below(5));
    while (at < end) out.push_back(from[at++]);
    first = !first;
  }
  return out;
}

uint32_t CopyText(const LabelledLog& from, uint32_t text, EventLog& log) { return log.strings.Intern(from.log.strings.At(text)); }

LogEvent CopyEvent(const Row& row, EventLog& log) {
  const LogEvent& e = row.from->log.events[row.event];
  LogEvent out;
  out.app = CopyText(*row.from, e.app, log);
  out.window = CopyText(*row.from, e.window, log);
  out.element = CopyText(*row.from, e.element, log);
  out.action = CopyText(*row.from, e.action, log);
  out.value = CopyText(*row.from, e.value, log);
  return out;
}

// Forty activities of four other applications, the first ones much more often.
LogEvent OfficeEvent(SeededRandom& random, EventLog& log) {
  const double u = random.Unit();
  const auto kind = static_cast<uint32_t>(40 * u * u);
  LogEvent out;
  out.app = log.strings.Intern("Office" + std::to_string(kind % 4));
  out.window = log.strings.Intern("view " + std::string(1, static_cast<char>('a' + kind / 8)));
  out.element = log.strings.Intern("item " + std::string(1, static_cast<char>('a' + kind % 10)));
  out.action = log.strings.Intern("click");
  return out;
}

}  // namespace

LabelledLog MixLogs(const std::vector<const LabelledLog*>& logs, const MixOptions& options) {
  SeededRandom random(options.seed);
  std::vector<Case> cases = CollectCases(logs, options, random);
  std::vector<Row> rows;
  for (size_t c = 0; c < cases.size(); ++c) {
    // A pair holds two cases, so half as many pairs as interleaved cases begin.
    const bool pair = c + 1 < cases.size() && random.Chance(options.interleaved / (2 - options.interleaved));
    const Case one = pair ? Interleave(cases[c], cases[c + 1], random) : cases[c];
    rows.insert(rows.end(), one.begin(), one.end());
    c += pair ? 1 : 0;
  }
  LabelledLog out;
  for (const LabelledLog* log : logs) out.name += (out.name.empty() ? "" : "+") + log->name;
  out.ignore_time = true;
  const uint32_t user = out.log.strings.Intern("mixed");
  const auto add = [&](LogEvent event, uint32_t instance, uint32_t routine) {
    event.sequence = out.log.events.size();
    event.user = user;
    out.log.events.push_back(event);
    out.truth.instance.push_back(instance);
    out.truth.routine.push_back(routine);
    out.has_noise = out.has_noise || instance == kNoLabel;
  };
  for (const Row& row : rows) {
    while (random.Chance(options.noise)) {
      const Row& other = rows[random.Below(rows.size())];
      add(random.Below(3) < 2 ? OfficeEvent(random, out.log) : CopyEvent(other, out.log), kNoLabel, kNoLabel);
    }
    add(CopyEvent(row, out.log), row.instance, row.routine);
  }
  out.truth.instances = static_cast<uint32_t>(cases.size());
  out.truth.routines = static_cast<uint32_t>(logs.size());
  return out;
}

}  // namespace adit::quality
