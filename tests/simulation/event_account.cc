#include "tests/simulation/event_account.h"

#include <algorithm>

namespace adit {
namespace {

using Number = EventAccount::Number;

// Numbers and losses of batches, by incarnation.
struct Tally {
  std::map<Number, std::set<uint64_t>> received;  // ids that bear the number
  std::map<wire::Incarnation, std::vector<wire::LossRange>> declared;
  std::map<uint64_t, std::set<Number>> arrivals;  // by id
  std::map<wire::Incarnation, uint64_t> last;

  void Add(const HeldBatch& batch) {
    for (const EventRecord& event : batch.events) {
      const Number number{batch.header.incarnation, event.fields.sequence};
      const uint64_t id = std::stoull(event.window_title);
      received[number].insert(id);
      arrivals[id].insert(number);
      uint64_t& end = last[number.first];
      end = std::max(end, number.second);
    }
    for (const wire::LossRange& loss : batch.losses) {
      declared[loss.incarnation].push_back(loss);
      if (loss.reason == wire::LossReason::kHistoryLost) continue;  // open: no end of its own
      uint64_t& end = last[loss.incarnation];
      end = std::max(end, loss.first + loss.count - 1);
    }
  }
  [[nodiscard]] bool Declares(const Number& number) const {
    const auto found = declared.find(number.first);
    return found != declared.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](const auto& loss) {
             return number.second >= loss.first && number.second - loss.first < loss.count;
           });
  }
  [[nodiscard]] bool Has(const Number& number) const {
    return received.contains(number) || Declares(number);
  }
};

std::string Name(const Number& number) {
  return "number " + std::to_string(number.second) + " of " +
         wire::ToHex(number.first).substr(0, 6);
}

// For whoever looks into a failure: everything the collector holds about the incarnation.
std::string Describe(const std::vector<HeldBatch>& held, const wire::Incarnation& incarnation) {
  std::string text;
  for (const HeldBatch& batch : held) {
    const bool own = batch.header.incarnation == incarnation;
    if (own) {
      text += "  batch " + std::to_string(batch.header.batch_seq) + ": " +
              std::to_string(batch.header.first_event_seq) + " + " +
              std::to_string(batch.events.size()) + "\n";
    }
    for (const wire::LossRange& loss : batch.losses) {
      if (loss.incarnation != incarnation) continue;
      text += "  " + std::string(wire::LossReasonName(loss.reason)) + ": " +
              std::to_string(loss.first) + " + " + std::to_string(loss.count) + " in batch " +
              std::to_string(batch.header.batch_seq) + (own ? "" : " of another incarnation") + "\n";
    }
  }
  return text;
}

}  // namespace

void EventAccount::LostByCollector(const HeldBatch& batch) { lost_by_collector_.push_back(batch); }

std::string EventAccount::Check(const std::vector<HeldBatch>& held,
                                const std::vector<EventRecord>& decoded,
                                const std::vector<IncarnationLedger>& ledgers,
                                SimulationCounts& counts) const {
  Tally tally;
  for (const HeldBatch& batch : held) tally.Add(batch);
  Tally gone;
  for (const HeldBatch& batch : lost_by_collector_) gone.Add(batch);
  std::string report;

  // Received and declared tile 1..n, but for what the collector itself lost.
  std::map<wire::Incarnation, uint64_t> missing;
  for (const auto& [incarnation, end] : tally.last) {
    bool unexplained = false;
    for (uint64_t n = 1; n <= end; ++n) {
      const Number number{incarnation, n};
      if (tally.Has(number)) continue;
      ++missing[incarnation];
      if (forgotten_.contains(incarnation)) {
        ++counts[left_behind_ ? "numbers missing of identities that ended"
                              : "numbers missing of incarnations a put-back disk forgot"];
        continue;
      }
      if (gone.Has(number) || report.size() > 1000) continue;
      report += Name(number) + " is neither received nor declared\n";
      for (const auto& [id, at] : given_) {
        if (at != number) continue;
        report += "  it was event " + std::to_string(id);
        if (put_back_.contains(id)) report += ", on a disk that was put back";
        if (crash_window_.contains(id)) report += ", in a crash window";
        report += "\n";
      }
      unexplained = true;
    }
    if (unexplained) report += Describe(held, incarnation);
  }
  // Every event arrived once, or its number says why not.
  for (const auto& [id, number] : given_) {
    if (report.size() > 2000) break;
    ++counts["events given"];
    const auto found = tally.arrivals.find(id);
    if (found != tally.arrivals.end()) {
      ++counts["events received"];
      if (found->second.size() > 1) {
        ++counts["events received twice"];
        report += "event " + std::to_string(id) + " arrived twice\n";
      }
    } else if (tally.Declares(number)) {
      ++counts["events declared lost"];
    } else if (crash_window_.contains(id)) {
      ++counts["events in the declared window of a crash"];
    } else if (put_back_.contains(id)) {
      ++counts["events on a disk that was put back"];
    } else if (left_behind_) {
      ++counts["events left behind with an earlier identity"];
    } else if (gone.Has(number)) {
      ++counts["events acknowledged, then lost with the collector's disk"];
    } else {
      ++counts["events lost undeclared"];
      report += "event " + std::to_string(id) + " (" + Name(number) + ") vanished\n";
    }
  }
  // The collector's store gives out exactly these events, each once.
  std::map<uint64_t, int> out;
  for (const EventRecord& event : decoded) ++out[std::stoull(event.window_title)];
  for (const auto& [id, numbers] : tally.arrivals) {
    if (out[id] != 1 && report.size() < 2000) {
      report += "the store gives event " + std::to_string(id) + " " + std::to_string(out[id]) +
                " times\n";
    }
  }
  if (out.size() != tally.arrivals.size()) report += "the store gives events nobody sent\n";
  // Its ledger says the same.
  for (const IncarnationLedger& ledger : ledgers) {
    const wire::Incarnation incarnation(ledger.incarnation);
    const auto end = tally.last.find(incarnation);
    const uint64_t highest = end == tally.last.end() ? 0 : end->second;
    if (ledger.highest_event != highest || ledger.missing_events != missing[incarnation]) {
      report += "the ledger of " + wire::ToHex(incarnation).substr(0, 6) + " says highest " +
                std::to_string(ledger.highest_event) + ", missing " +
                std::to_string(ledger.missing_events) + "; it is " + std::to_string(highest) +
                ", " + std::to_string(missing[incarnation]) + "\n";
    }
  }
  return report;
}

}  // namespace adit
