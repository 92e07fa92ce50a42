// A store in front of another one that lets something happen right after a look at the totals: what
// other threads do between two calls, at a known moment.
#pragma once

#include <functional>
#include <utility>

#include "collector/store/event_store.h"

namespace adit {

// Not thread-safe. Holds no events; `inner` outlives it.
class InterposedEventStore final : public EventStore {
 public:
  explicit InterposedEventStore(EventStore& inner) : inner_(inner) {}

  // Called once, after the next Totals() has its answer and before the caller has it.
  void AfterNextTotals(std::function<void()> what) { after_totals_ = std::move(what); }

  Result<StoreTotals> Totals() override {
    Result<StoreTotals> totals = inner_.Totals();
    if (after_totals_) std::exchange(after_totals_, nullptr)();
    return totals;
  }
  Result<std::optional<Acceptance>> FindBatch(const BatchKey& key) override {
    return inner_.FindBatch(key);
  }
  Status AcceptBatch(NewBatch batch, AcceptDone done) override {
    return inner_.AcceptBatch(std::move(batch), std::move(done));
  }
  Result<std::vector<PendingBatch>> Pending(int64_t after, size_t limit) override {
    return inner_.Pending(after, limit);
  }
  Status StoreDecoded(const std::vector<DecodedBatch>& batches) override {
    return inner_.StoreDecoded(batches);
  }
  Status Quarantine(int64_t batch_id, const std::string& reason,
                    const std::vector<LossRecord>& losses) override {
    return inner_.Quarantine(batch_id, reason, losses);
  }
  Result<EventLog> LoadLog(const LogFilter& filter) override { return inner_.LoadLog(filter); }
  Status VisitRecords(const Id16& agent,
                      const std::function<bool(const EventRecord&)>& visit) override {
    return inner_.VisitRecords(agent, visit);
  }
  Result<std::vector<IncarnationLedger>> Ledgers() override { return inner_.Ledgers(); }
  Result<size_t> Compact(size_t limit) override { return inner_.Compact(limit); }
  Result<Erasure> EraseBefore(int64_t before_us) override { return inner_.EraseBefore(before_us); }
  Result<Erasure> EraseSince(const Id16& agent, int64_t since_us) override {
    return inner_.EraseSince(agent, since_us);
  }

 private:
  EventStore& inner_;
  std::function<void()> after_totals_;
};

}  // namespace adit
