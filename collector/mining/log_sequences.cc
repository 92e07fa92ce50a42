#include "collector/mining/log_sequences.h"

#include <cstring>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace adit::mining {
namespace {

struct Activity {
  uint32_t app;
  uint32_t element;
  uint32_t action;
  friend bool operator==(const Activity&, const Activity&) = default;
};

struct ActivityHash {
  size_t operator()(const Activity& activity) const {
    uint64_t hash = activity.app * 0x9e3779b97f4a7c15u;
    hash = (hash ^ activity.element) * 0xff51afd7ed558ccdu;
    hash = (hash ^ hash >> 32 ^ activity.action) * 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 29;
  }
};

// Sequences under way and, by their bytes, how often each finished one came.
class Collector {
 public:
  explicit Collector(const LogSequenceOptions& options) : options_(options) {}

  void Take(const LogEvent& event, Item item) {
    Open& open = open_[event.user];
    const bool paused = !open.items.empty() && event.time_us != kNoTime &&
                        open.last_us != kNoTime && event.time_us - open.last_us > options_.pause_us;
    if (paused || open.items.size() >= options_.longest) Close(open);
    open.items.push_back(item);
    open.last_us = event.time_us;
  }
  // Everything, in order of first appearance.
  Result<SequenceDatabase> Finish(const std::vector<uint32_t>& users) {
    for (const uint32_t user : users) Close(open_[user]);
    SequenceDatabase database;
    std::vector<Item> items;
    for (const auto& [key, weight] : finished_) {
      items.resize(key->size() / sizeof(Item));
      std::memcpy(items.data(), key->data(), key->size());
      ADIT_RETURN_IF_ERROR(database.Add(items, weight));
    }
    return database;
  }

 private:
  struct Open {
    std::vector<Item> items;
    int64_t last_us = kNoTime;
  };
  void Close(Open& open) {
    if (open.items.empty()) return;
    std::string key(reinterpret_cast<const char*>(open.items.data()),
                    open.items.size() * sizeof(Item));
    open.items.clear();
    const auto [found, fresh] = index_.try_emplace(std::move(key), finished_.size());
    if (fresh) finished_.emplace_back(&found->first, 0);
    uint64_t& weight = finished_[found->second].second;
    if (weight < kMaxSequenceWeight) ++weight;
  }

  const LogSequenceOptions& options_;
  std::unordered_map<uint32_t, Open> open_;  // by user
  std::unordered_map<std::string, size_t> index_;
  std::vector<std::pair<const std::string*, uint64_t>> finished_;
};

}  // namespace

Result<SequenceDatabase> SequencesOfLog(const EventLog& log, const LogSequenceOptions& options) {
  if (options.longest == 0) return InvalidArgument("longest is 0; a sequence has at least 1 event");
  std::unordered_map<Activity, Item, ActivityHash> numbers;
  std::vector<Activity> activities;
  std::vector<uint32_t> users;  // in order of first appearance
  std::unordered_map<uint32_t, bool> known;
  Collector collector(options);
  for (const LogEvent& event : log.events) {
    const Activity activity{event.app, event.element, event.action};
    const auto [found, fresh] =
        numbers.try_emplace(activity, static_cast<Item>(activities.size() + 1));
    if (fresh) activities.push_back(activity);
    if (known.try_emplace(event.user, true).second) users.push_back(event.user);
    collector.Take(event, found->second);
  }
  ADIT_ASSIGN_OR_RETURN(SequenceDatabase database, collector.Finish(users));
  for (size_t i = 0; i < activities.size(); ++i) {
    const Activity& activity = activities[i];
    database.SetName(static_cast<Item>(i + 1), log.strings.At(activity.app) + " | " +
                                                   log.strings.At(activity.element) + " | " +
                                                   log.strings.At(activity.action));
  }
  return database;
}

}  // namespace adit::mining
