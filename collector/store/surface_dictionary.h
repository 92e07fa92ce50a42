// SurfaceDictionary: every window and control ever stored, once, so that an event is a few numbers.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/store/event_block.h"
#include "collector/store/sqlite_connection.h"
#include "common/event/event_table.h"

namespace adit {

struct UsedSurfaces;

// Three growing lists, numbered from 0 (number 0 is all empty): strings, windows (application name,
// version, executable, title, role, document) and elements (role, name, id, path), the latter two
// as string numbers. Numbers are never reused, so readers keep what they resolved.
//
// Threads: any; lookups share, Encode excludes. Encode and Persist belong to one writer at a time.
class SurfaceDictionary {
 public:
  static constexpr size_t kWindowParts = 6;
  static constexpr size_t kElementParts = 4;
  static constexpr size_t kMaxStrings = 16'000'000;
  using WindowParts = std::array<uint32_t, kWindowParts>;
  using ElementParts = std::array<uint32_t, kElementParts>;

  SurfaceDictionary();

  // Reads all of the database's. REQUIRES: nothing encoded before.
  [[nodiscard]] Status Load(SqliteConnection& database);

  // The rows of the table under this dictionary's numbers: each distinct text, window and element
  // that they use is looked up once. kResourceExhausted at kMaxStrings.
  [[nodiscard]] Result<std::vector<BlockEvent>> Encode(const EventTable& table);
  // The record whose texts the numbers stand for; kDataLoss for a number never given out. `record`
  // is overwritten and keeps its capacity.
  [[nodiscard]] Status Decode(const BlockEvent& event, EventRecord& record) const;

  // Writes the entries that are not in the database yet; after the transaction that did it is
  // durable, call MarkPersisted with what Persist returned. A transaction that failed changes
  // nothing: the next Persist writes them again.
  struct Extent {
    size_t strings = 0;
    size_t windows = 0;
    size_t elements = 0;
  };
  [[nodiscard]] Result<Extent> Persist(SqliteConnection& database);
  void MarkPersisted(const Extent& extent);
  [[nodiscard]] Extent size() const;

  // Numbers of stored texts that no used window, element or detail names. Erased texts become empty and
  // their numbers are never given out again; what still names them reads as empty.
  // REQUIRES for the three: nothing is encoded meanwhile.
  [[nodiscard]] std::vector<uint32_t> UnusedTexts(const UsedSurfaces& used) const;
  [[nodiscard]] static Status EraseTexts(SqliteConnection& database,
                                         const std::vector<uint32_t>& numbers);
  void ForgetTexts(const std::vector<uint32_t>& numbers);

 private:
  template <size_t N>
  struct PartsHash {
    size_t operator()(const std::array<uint32_t, N>& parts) const {
      uint64_t hash = 0x9E3779B97F4A7C15;
      for (const uint32_t part : parts)
        hash = (hash ^ part) * 0xFF51AFD7ED558CCD, hash ^= hash >> 32;
      return static_cast<size_t>(hash);
    }
  };
  class TableNumbers;
  uint32_t InternString(std::string_view text);
  template <size_t N>
  static uint32_t InternParts(
      const std::array<uint32_t, N>& parts, std::deque<std::array<uint32_t, N>>& list,
      std::unordered_map<std::array<uint32_t, N>, uint32_t, PartsHash<N>>& numbers);

  mutable std::shared_mutex mutex_;
  // Everything below is guarded by mutex_.
  std::deque<std::string> strings_;
  std::unordered_map<std::string_view, uint32_t> string_numbers_;
  std::deque<WindowParts> windows_;
  std::unordered_map<WindowParts, uint32_t, PartsHash<kWindowParts>> window_numbers_;
  std::deque<ElementParts> elements_;
  std::unordered_map<ElementParts, uint32_t, PartsHash<kElementParts>> element_numbers_;
  Extent persisted_;
};

}  // namespace adit
