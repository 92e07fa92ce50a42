#include "collector/store/ledger.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace adit {
namespace {

// Sorted, disjoint, half-open.
using Spans = std::vector<std::pair<uint64_t, uint64_t>>;

Spans Merge(std::vector<NumberRange> ranges, uint64_t& repeated) {
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Spans spans;
  for (const NumberRange& range : ranges) {
    if (range.count == 0) continue;
    const uint64_t room = std::numeric_limits<uint64_t>::max() - range.first;
    const uint64_t end = range.first + std::min(range.count, room);
    if (spans.empty() || range.first > spans.back().second) {
      spans.emplace_back(range.first, end);
      continue;
    }
    repeated += std::min(end, spans.back().second) - range.first;
    spans.back().second = std::max(spans.back().second, end);
  }
  return spans;
}

uint64_t Length(const Spans& spans) {
  uint64_t length = 0;
  for (const auto& [begin, end] : spans) length += end - begin;
  return length;
}

using RangesOf = std::map<int64_t, std::vector<NumberRange>>;  // by ordinal of the incarnation

Result<RangesOf> ReadRanges(SqliteConnection& db, std::string_view sql) {
  RangesOf ranges;
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows, db.Prepare(sql));
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return ranges;
    ranges[rows.Int(0)].push_back(
        {static_cast<uint64_t>(rows.Int(1)), static_cast<uint64_t>(rows.Int(2))});
  }
}

struct Losses {
  RangesOf closed;
  RangesOf open;
  [[nodiscard]] uint64_t OpenFrom(int64_t incarnation) const {
    const auto found = open.find(incarnation);
    if (found == open.end()) return kNoOpenLoss;
    uint64_t from = kNoOpenLoss;
    for (const NumberRange& range : found->second) from = std::min(from, range.first);
    return from;
  }
};

Result<Losses> ReadLosses(SqliteConnection& db) {
  Losses losses;
  ADIT_ASSIGN_OR_RETURN(losses.closed,
                        ReadRanges(db,
                                   "SELECT incarnation_ordinal, first_event, event_count "
                                   "FROM losses WHERE reason <> 'history_lost'"));
  ADIT_ASSIGN_OR_RETURN(losses.open,
                        ReadRanges(db,
                                   "SELECT incarnation_ordinal, first_event, event_count "
                                   "FROM losses WHERE reason = 'history_lost'"));
  return losses;
}

}  // namespace

void CountRanges(std::vector<NumberRange> received, std::vector<NumberRange> lost,
                 uint64_t open_loss, IncarnationLedger& ledger) {
  uint64_t ignored = 0;
  std::vector<NumberRange> all = received;
  all.insert(all.end(), lost.begin(), lost.end());
  const Spans stored = Merge(std::move(received), ledger.repeated_events);
  Spans known = Merge(all, ignored);
  if (!known.empty() && open_loss < known.back().second) {
    all.push_back({open_loss, known.back().second - open_loss});
    known = Merge(std::move(all), ignored);
  }
  ledger.stored_events = Length(stored);
  ledger.lost_events = Length(known) - ledger.stored_events;
  ledger.highest_event = known.empty() ? 0 : known.back().second - 1;
  ledger.missing_events = ledger.highest_event - std::min(ledger.highest_event, Length(known));
}

Result<std::vector<IncarnationLedger>> ReadLedgers(SqliteConnection& database) {
  ADIT_ASSIGN_OR_RETURN(auto received,
                        ReadRanges(database,
                                   "SELECT incarnation_ordinal, first_event, event_count "
                                   "FROM batches WHERE state = 1"));
  ADIT_ASSIGN_OR_RETURN(Losses lost, ReadLosses(database));
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      database.Prepare(
          "SELECT i.ordinal, a.agent_id, i.incarnation, i.durable_through, "
          "(SELECT count(*) FROM batches WHERE incarnation_ordinal = i.ordinal) FROM incarnations "
          "i "
          "JOIN agents a ON a.ordinal = i.agent_ordinal ORDER BY a.agent_id, i.ordinal"));
  std::vector<IncarnationLedger> ledgers;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return ledgers;
    IncarnationLedger ledger;
    ledger.agent = ToArray<16>(rows.Blob(1)).value_or(Id16{});
    ledger.incarnation = ToArray<16>(rows.Blob(2)).value_or(Id16{});
    ledger.durable_through = static_cast<uint64_t>(rows.Int(3));
    ledger.batches = static_cast<uint64_t>(rows.Int(4));
    CountRanges(std::move(received[rows.Int(0)]), std::move(lost.closed[rows.Int(0)]),
                lost.OpenFrom(rows.Int(0)), ledger);
    ledgers.push_back(ledger);
  }
}

Result<uint64_t> CountLostEvents(SqliteConnection& database) {
  ADIT_ASSIGN_OR_RETURN(Losses lost, ReadLosses(database));
  ADIT_ASSIGN_OR_RETURN(
      auto received,
      ReadRanges(database,
                 "SELECT incarnation_ordinal, first_event, event_count FROM batches "
                 "WHERE state = 1 AND incarnation_ordinal IN "
                 "(SELECT incarnation_ordinal FROM losses)"));
  // An open range alone loses what lies between the batches received.
  for (const auto& [incarnation, ranges] : lost.open) lost.closed.try_emplace(incarnation);
  uint64_t total = 0;
  for (auto& [incarnation, ranges] : lost.closed) {
    IncarnationLedger ledger;
    CountRanges(std::move(received[incarnation]), std::move(ranges), lost.OpenFrom(incarnation),
                ledger);
    total += ledger.lost_events;
  }
  return total;
}

}  // namespace adit
