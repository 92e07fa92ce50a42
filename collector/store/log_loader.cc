#include "collector/store/log_loader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/store/block_vault.h"
#include "common/event/log_columns.h"

namespace adit {
namespace {

constexpr uint32_t kUnresolved = std::numeric_limits<uint32_t>::max();

// Turns dictionary numbers into numbers of the log's strings, each once. ToLogColumns() stays the
// only mapping: it is asked with one record for each distinct window, element and detail. Strings are
// numbered by first use, so events resolved in the log's order give the same log however they were
// batched.
class ColumnResolver {
 public:
  ColumnResolver(const SurfaceDictionary& dictionary, StringTable& strings)
      : dictionary_(dictionary), strings_(strings) {
    actions_.fill(kUnresolved);
  }

  // The event as it waits for its place in the log: dictionary numbers where texts will be.
  void Park(const HotColumns& columns, size_t i, LogEvent& event) {
    event.window = columns.window[i];
    event.element = columns.element[i];
    event.app = columns.detail[i];
    event.action = columns.action[i];
    event.value = 0;
    if (columns.fingerprint[i] != 0) {
      parked_fingerprints_.push_back(columns.fingerprint[i]);
      event.value = static_cast<uint32_t>(parked_fingerprints_.size());
    }
  }

  // REQUIRES: `event` was parked since the last Forget().
  Status Resolve(LogEvent& event) {
    const uint32_t window = event.window;
    const uint32_t element = event.element;
    const uint32_t detail = event.app;
    const uint32_t action = event.action;
    if (window >= windows_.size() || windows_[window].app == kUnresolved) {
      ADIT_RETURN_IF_ERROR(ResolveWindow(window));
    }
    event.app = windows_[window].app;
    event.window = windows_[window].window;
    event.element = 0;
    if (action != static_cast<uint32_t>(ActionType::kCommand)) {
      if (element >= elements_.size() || elements_[element] == kUnresolved) {
        ADIT_RETURN_IF_ERROR(ResolveElement(element));
      }
      event.element = elements_[element];
    }
    if (event.element == 0 && detail != 0) {
      if (detail >= details_.size() || details_[detail] == kUnresolved) {
        ADIT_RETURN_IF_ERROR(ResolveDetail(detail));
      }
      event.element = details_[detail];
    }
    if (actions_[action] == kUnresolved) {
      actions_[action] = strings_.Intern(ActionTypeName(static_cast<ActionType>(action)));
    }
    event.action = actions_[action];
    if (event.value != 0) event.value = Fingerprint(parked_fingerprints_[event.value - 1]);
    return OkStatus();
  }
  void Forget() { parked_fingerprints_.clear(); }

 private:
  struct Window {
    uint32_t app = kUnresolved;
    uint32_t window = 0;
  };

  template <typename T>
  static T& Slot(std::vector<T>& slots, uint32_t number, T empty) {
    if (number >= slots.size()) slots.resize(static_cast<size_t>(number) + number / 2 + 64, empty);
    return slots[number];
  }

  Status ResolveWindow(uint32_t number) {
    BlockEvent probe;
    probe.window = number;
    ADIT_RETURN_IF_ERROR(dictionary_.Decode(probe, record_));
    const LogColumns columns = ToLogColumns(record_);
    Slot(windows_, number, Window{}) = {strings_.Intern(columns.app),
                                        strings_.Intern(columns.window)};
    return OkStatus();
  }
  Status ResolveElement(uint32_t number) {
    BlockEvent probe;
    probe.element = number;
    probe.fields.action = ActionType::kClick;
    ADIT_RETURN_IF_ERROR(dictionary_.Decode(probe, record_));
    Slot(elements_, number, kUnresolved) = strings_.Intern(ToLogColumns(record_).element);
    return OkStatus();
  }
  Status ResolveDetail(uint32_t number) {
    BlockEvent probe;
    probe.detail = number;
    probe.fields.action = ActionType::kCommand;
    ADIT_RETURN_IF_ERROR(dictionary_.Decode(probe, record_));
    Slot(details_, number, kUnresolved) = strings_.Intern(ToLogColumns(record_).element);
    return OkStatus();
  }
  uint32_t Fingerprint(uint64_t fingerprint) {
    const auto [found, added] = fingerprints_.emplace(fingerprint, 0);
    if (added) {
      EventRecord record;
      record.content_fingerprint = fingerprint;
      found->second = strings_.Intern(ToLogColumns(record).value);
    }
    return found->second;
  }

  const SurfaceDictionary& dictionary_;
  StringTable& strings_;
  std::array<uint32_t, kActionTypeCount> actions_;
  std::vector<Window> windows_;
  std::vector<uint32_t> elements_;
  std::vector<uint32_t> details_;
  std::unordered_map<uint64_t, uint32_t> fingerprints_;
  std::vector<uint64_t> parked_fingerprints_;
  EventRecord record_;  // scratch
};

struct LoadedAgent {
  int64_t ordinal;
  std::string name;
};

Result<std::vector<LoadedAgent>> Agents(SqliteConnection& database) {
  std::vector<LoadedAgent> agents;
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        database.Prepare("SELECT ordinal, agent_id FROM agents ORDER BY agent_id"));
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return agents;
    agents.push_back({rows.Int(0), HexEncode(rows.Blob(1))});
  }
}

Status AppendAgent(SqliteConnection& database, const LoadedAgent& agent, const LogFilter& filter,
                   ColumnResolver& resolver, HotColumns& columns, EventLog& log) {
  const uint32_t user = log.strings.Intern(agent.name);
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement blocks,
      database.Prepare("SELECT bytes FROM blocks WHERE agent_ordinal = ? AND first_us < ? AND "
                       "last_us >= ? ORDER BY first_us, incarnation_ordinal, first_event"));
  blocks.Bind(1, agent.ordinal).Bind(2, filter.until_us).Bind(3, filter.from_us);
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, blocks.Step());
    if (!row) return OkStatus();
    const Result<Bytes> block = OpenBlock(database.vault(), blocks.Blob(0));
    if (block.status().code() == StatusCode::kNotFound) continue;
    if (!block.ok()) return block.status();
    ADIT_RETURN_IF_ERROR(DecodeHotColumns(*block, columns));
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns.wall_us[i] < filter.from_us || columns.wall_us[i] >= filter.until_us) continue;
      if (columns.action[i] == 0 || columns.action[i] >= kActionTypeCount) continue;
      if (log.events.size() >= filter.max_events) {
        return ResourceExhausted("more than " + std::to_string(filter.max_events) +
                                 " events in the period asked for; choose a shorter one");
      }
      LogEvent& event = log.events.emplace_back();
      event.sequence = columns.sequence[i];
      event.time_us = columns.wall_us[i];
      event.user = user;
      resolver.Park(columns, i, event);
    }
  }
}

uint64_t CountEvents(SqliteConnection& database, const LogFilter& filter) {
  auto statement = database.Prepare(
      "SELECT coalesce(sum(event_count), 0) FROM blocks WHERE first_us < ? AND last_us >= ?");
  if (!statement.ok()) return 0;
  statement->Bind(1, filter.until_us).Bind(2, filter.from_us);
  const Result<bool> row = statement->Step();
  return row.ok() && *row ? static_cast<uint64_t>(statement->Int(0)) : 0;
}

struct SmallBlock {
  int64_t id;
  int64_t agent;
  int64_t incarnation;
  int64_t count;
  int64_t day;  // one key each: merged across days, the old would last as long as the young
};

Status MergeRun(SqliteConnection& db, const std::vector<SmallBlock>& run) {
  const OverwritingDeletes overwriting(db);  // or copies would outlive the erasure of their events
  std::vector<BlockEvent> events;
  for (const SmallBlock& block : run) {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement read,
                          db.Prepare("SELECT bytes FROM blocks WHERE id = ?"));
    ADIT_ASSIGN_OR_RETURN(const bool row, read.Bind(1, block.id).Step());
    if (!row) return Internal("a block vanished during compaction");
    const Result<Bytes> block_bytes = OpenBlock(db.vault(), read.Blob(0));
    if (block_bytes.status().code() == StatusCode::kNotFound) return OkStatus();
    if (!block_bytes.ok()) return block_bytes.status();
    ADIT_ASSIGN_OR_RETURN(const std::vector<BlockEvent> part, DecodeEventBlock(*block_bytes));
    events.insert(events.end(), part.begin(), part.end());
  }
  for (size_t i = 1; i < run.size(); ++i) {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement drop, db.Prepare("DELETE FROM blocks WHERE id = ?"));
    ADIT_RETURN_IF_ERROR(drop.Bind(1, run[i].id).Run());
  }
  const auto [first, last] = std::minmax_element(
      events.begin(), events.end(),
      [](const auto& a, const auto& b) { return a.fields.wall_us < b.fields.wall_us; });
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, SealBlock(db.vault(), last->fields.wall_us,
                                                    EncodeEventBlock(events)));
  ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                        db.Prepare("UPDATE blocks SET last_event = ?, event_count = ?, "
                                   "first_us = ?, last_us = ?, bytes = ? WHERE id = ?"));
  set.Bind(1, static_cast<int64_t>(events.back().fields.sequence))
      .Bind(2, static_cast<int64_t>(events.size()));
  set.Bind(3, first->fields.wall_us)
      .Bind(4, last->fields.wall_us)
      .Bind(5, ByteView(bytes))
      .Bind(6, run[0].id);
  return set.Run();
}

}  // namespace

Result<EventLog> LoadEventLog(SqliteConnection& database, const SurfaceDictionary& dictionary,
                              const LogFilter& filter) {
  EventLog log;
  // Reserving exactly matters: growing a 480 MB array by doubling would hold 1.4 GB for a moment.
  log.events.reserve(std::min<uint64_t>(CountEvents(database, filter), filter.max_events));
  ColumnResolver resolver(dictionary, log.strings);
  HotColumns columns;
  ADIT_ASSIGN_OR_RETURN(const std::vector<LoadedAgent> agents, Agents(database));
  for (const LoadedAgent& agent : agents) {
    const auto begin = static_cast<ptrdiff_t>(log.events.size());
    ADIT_RETURN_IF_ERROR(AppendAgent(database, agent, filter, resolver, columns, log));
    const auto earlier = [](const LogEvent& a, const LogEvent& b) {
      return a.time_us != b.time_us ? a.time_us < b.time_us : a.sequence < b.sequence;
    };
    if (!std::is_sorted(log.events.begin() + begin, log.events.end(), earlier)) {
      std::stable_sort(log.events.begin() + begin, log.events.end(), earlier);
    }
    for (auto event = log.events.begin() + begin; event != log.events.end(); ++event) {
      ADIT_RETURN_IF_ERROR(resolver.Resolve(*event));
    }
    resolver.Forget();
  }
  return log;
}

Status CompactBlocks(SqliteConnection& database, size_t limit, size_t target, size_t& replaced) {
  std::vector<SmallBlock> blocks;
  {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement rows,
        database.Prepare(
            "SELECT id, agent_ordinal, incarnation_ordinal, event_count, last_us FROM blocks "
            "WHERE event_count < ? ORDER BY incarnation_ordinal, first_event LIMIT ?"));
    rows.Bind(1, static_cast<int64_t>(target / 2)).Bind(2, static_cast<int64_t>(limit));
    for (;;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
      if (!row) break;
      blocks.push_back({rows.Int(0), rows.Int(1), rows.Int(2), rows.Int(3),
                        database.vault() == nullptr ? 0 : BlockVault::DayOf(rows.Int(4))});
    }
  }
  std::vector<SmallBlock> run;
  int64_t events = 0;
  const auto finish = [&]() -> Status {
    if (run.size() > 1) {
      ADIT_RETURN_IF_ERROR(MergeRun(database, run));
      replaced += run.size();
    }
    run.clear();
    events = 0;
    return OkStatus();
  };
  for (const SmallBlock& block : blocks) {
    if (!run.empty() && (run[0].incarnation != block.incarnation || run[0].day != block.day ||
                         events + block.count > static_cast<int64_t>(target))) {
      ADIT_RETURN_IF_ERROR(finish());
    }
    run.push_back(block);
    events += block.count;
  }
  return finish();
}

}  // namespace adit
