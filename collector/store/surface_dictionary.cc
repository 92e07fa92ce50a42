#include "collector/store/surface_dictionary.h"

#include "collector/store/event_erasure.h"

namespace adit {
namespace {

template <size_t N>
Bytes EncodeParts(const std::array<uint32_t, N>& parts) {
  Bytes bytes;
  ByteWriter out(bytes);
  for (const uint32_t part : parts) out.Varint(part);
  return bytes;
}

template <size_t N>
bool DecodeParts(ByteView bytes, size_t strings, std::array<uint32_t, N>& parts) {
  ByteReader in(bytes);
  for (uint32_t& part : parts) {
    const uint64_t number = in.Varint();
    if (number >= strings) return false;
    part = static_cast<uint32_t>(number);
  }
  return in.done();
}

Status Gap(const char* table, int64_t found, size_t wanted) {
  return DataLoss(std::string("table ") + table + ": entry " + std::to_string(found) + " where " +
                  std::to_string(wanted) + " was expected; restore the newest backup");
}

}  // namespace

SurfaceDictionary::SurfaceDictionary() {
  InternString("");
  InternParts(WindowParts{}, windows_, window_numbers_);
  InternParts(ElementParts{}, elements_, element_numbers_);
  persisted_ = {1, 1, 1};  // number 0 needs no row
}

uint32_t SurfaceDictionary::InternString(std::string_view text) {
  const auto found = string_numbers_.find(text);
  if (found != string_numbers_.end()) return found->second;
  const auto number = static_cast<uint32_t>(strings_.size());
  string_numbers_.emplace(strings_.emplace_back(text), number);
  return number;
}

template <size_t N>
uint32_t SurfaceDictionary::InternParts(
    const std::array<uint32_t, N>& parts, std::deque<std::array<uint32_t, N>>& list,
    std::unordered_map<std::array<uint32_t, N>, uint32_t, PartsHash<N>>& numbers) {
  const auto [found, added] = numbers.emplace(parts, static_cast<uint32_t>(list.size()));
  if (added) list.push_back(parts);
  return found->second;
}

Status SurfaceDictionary::Load(SqliteConnection& database) {
  const std::unique_lock lock(mutex_);
  ADIT_CHECK(strings_.size() == 1);
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                          database.Prepare("SELECT id, text FROM strings ORDER BY id"));
    for (;;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
      if (!row) break;
      if (rows.Int(0) != static_cast<int64_t>(strings_.size()))
        return Gap("strings", rows.Int(0), strings_.size());
      if (rows.Blob(1).empty()) {
        strings_.emplace_back();  // erased: its number stays taken
      } else if (InternString(AsText(rows.Blob(1))) != rows.Int(0)) {
        return DataLoss("table strings: a text twice");
      }
    }
  }
  const auto load = [&](const char* table, std::string_view sql, auto& list,
                        auto& numbers) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement rows, database.Prepare(sql));
    for (;;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
      if (!row) return OkStatus();
      typename std::decay_t<decltype(list)>::value_type parts;
      if (rows.Int(0) != static_cast<int64_t>(list.size()))
        return Gap(table, rows.Int(0), list.size());
      if (!DecodeParts(rows.Blob(1), strings_.size(), parts) ||
          InternParts(parts, list, numbers) != rows.Int(0)) {
        return DataLoss(std::string("table ") + table + ": malformed entry " +
                        std::to_string(rows.Int(0)));
      }
    }
  };
  ADIT_RETURN_IF_ERROR(
      load("windows", "SELECT id, parts FROM windows ORDER BY id", windows_, window_numbers_));
  ADIT_RETURN_IF_ERROR(
      load("elements", "SELECT id, parts FROM elements ORDER BY id", elements_, element_numbers_));
  persisted_ = {strings_.size(), windows_.size(), elements_.size()};
  return OkStatus();
}

// The dictionary's numbers of what a table's rows use, each found at its first use.
class SurfaceDictionary::TableNumbers {
 public:
  TableNumbers(SurfaceDictionary& dictionary, const EventTable& table)
      : dictionary_(dictionary),
        table_(table),
        strings_(table.strings.size(), kUnknown),
        windows_(table.windows.size(), kUnknown),
        elements_(table.elements.size(), kUnknown) {}

  uint32_t String(uint32_t number) {
    uint32_t& known = strings_[number];
    if (known == kUnknown) known = dictionary_.InternString(table_.strings[number]);
    return known;
  }
  uint32_t Window(uint32_t number) {
    return Parts(table_.windows[number], windows_[number], dictionary_.windows_,
                 dictionary_.window_numbers_);
  }
  uint32_t Element(uint32_t number) {
    return Parts(table_.elements[number], elements_[number], dictionary_.elements_,
                 dictionary_.element_numbers_);
  }

 private:
  static constexpr uint32_t kUnknown = UINT32_MAX;

  template <size_t N, typename List, typename Numbers>
  uint32_t Parts(const std::array<uint32_t, N>& texts, uint32_t& known, List& list,
                 Numbers& numbers) {
    if (known != kUnknown) return known;
    std::array<uint32_t, N> parts;
    for (size_t i = 0; i < N; ++i) parts[i] = String(texts[i]);
    return known = InternParts(parts, list, numbers);
  }

  SurfaceDictionary& dictionary_;
  const EventTable& table_;
  std::vector<uint32_t> strings_;
  std::vector<uint32_t> windows_;
  std::vector<uint32_t> elements_;
};

Result<std::vector<BlockEvent>> SurfaceDictionary::Encode(const EventTable& table) {
  const std::unique_lock lock(mutex_);
  if (strings_.size() + table.strings.size() > kMaxStrings) {
    return ResourceExhausted(
        "the store holds " + std::to_string(kMaxStrings) +
        " different texts, its limit; erase old events or mask titles more coarsely");
  }
  TableNumbers numbers(*this, table);
  std::vector<BlockEvent> events(table.rows);
  for (BlockEvent& event : events) {
    event.window = numbers.Window(event.window);
    event.element = numbers.Element(event.element);
    event.detail = numbers.String(event.detail);
  }
  return events;
}

Status SurfaceDictionary::Decode(const BlockEvent& event, EventRecord& record) const {
  const std::shared_lock lock(mutex_);
  if (event.window >= windows_.size() || event.element >= elements_.size() ||
      event.detail >= strings_.size()) {
    return DataLoss("an event names a text that the dictionary does not have");
  }
  const WindowParts& window = windows_[event.window];
  const ElementParts& element = elements_[event.element];
  record.fields = event.fields;
  record.app_name = strings_[window[0]];
  record.app_version = strings_[window[1]];
  record.app_executable = strings_[window[2]];
  record.window_title = strings_[window[3]];
  record.window_role = strings_[window[4]];
  record.document = strings_[window[5]];
  record.element_role = strings_[element[0]];
  record.element_name = strings_[element[1]];
  record.element_id = strings_[element[2]];
  record.element_path = strings_[element[3]];
  record.detail = strings_[event.detail];
  record.content_fingerprint = event.fingerprint;
  return OkStatus();
}

Result<SurfaceDictionary::Extent> SurfaceDictionary::Persist(SqliteConnection& database) {
  const std::shared_lock lock(mutex_);
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement insert,
                          database.Prepare("INSERT INTO strings(id, text) VALUES(?, ?)"));
    for (size_t i = persisted_.strings; i < strings_.size(); ++i) {
      ADIT_RETURN_IF_ERROR(
          insert.Bind(1, static_cast<int64_t>(i)).Bind(2, AsBytes(strings_[i])).Run());
      insert.Reset();
    }
  }
  const auto persist = [&](std::string_view sql, size_t from, const auto& list) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement insert, database.Prepare(sql));
    for (size_t i = from; i < list.size(); ++i) {
      const Bytes parts = EncodeParts(list[i]);
      ADIT_RETURN_IF_ERROR(insert.Bind(1, static_cast<int64_t>(i)).Bind(2, ByteView(parts)).Run());
      insert.Reset();
    }
    return OkStatus();
  };
  ADIT_RETURN_IF_ERROR(
      persist("INSERT INTO windows(id, parts) VALUES(?, ?)", persisted_.windows, windows_));
  ADIT_RETURN_IF_ERROR(
      persist("INSERT INTO elements(id, parts) VALUES(?, ?)", persisted_.elements, elements_));
  return Extent{strings_.size(), windows_.size(), elements_.size()};
}

void SurfaceDictionary::MarkPersisted(const Extent& extent) {
  const std::unique_lock lock(mutex_);
  persisted_ = extent;
}

std::vector<uint32_t> SurfaceDictionary::UnusedTexts(const UsedSurfaces& used) const {
  const std::shared_lock lock(mutex_);
  std::vector<bool> texts(strings_.size());
  const auto mark = [&texts](const std::vector<bool>& numbers, const auto& list) {
    for (size_t i = 0; i < numbers.size() && i < list.size(); ++i) {
      if (!numbers[i]) continue;
      for (const uint32_t text : list[i]) texts[text] = true;
    }
  };
  mark(used.windows, windows_);
  mark(used.elements, elements_);
  for (size_t i = 0; i < used.details.size() && i < texts.size(); ++i) {
    if (used.details[i]) texts[i] = true;
  }
  std::vector<uint32_t> unused;
  for (size_t i = 1; i < persisted_.strings; ++i) {
    if (!texts[i] && !strings_[i].empty()) unused.push_back(static_cast<uint32_t>(i));
  }
  return unused;
}

Status SurfaceDictionary::EraseTexts(SqliteConnection& database,
                                     const std::vector<uint32_t>& numbers) {
  const OverwritingDeletes overwriting(database);
  ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                        database.Prepare("UPDATE strings SET text = x'' WHERE id = ?"));
  for (const uint32_t number : numbers) {
    ADIT_RETURN_IF_ERROR(set.Bind(1, static_cast<int64_t>(number)).Run());
    set.Reset();
  }
  return OkStatus();
}

void SurfaceDictionary::ForgetTexts(const std::vector<uint32_t>& numbers) {
  const std::unique_lock lock(mutex_);
  for (const uint32_t number : numbers) {
    string_numbers_.erase(strings_[number]);
    strings_[number] = std::string();
  }
}

SurfaceDictionary::Extent SurfaceDictionary::size() const {
  const std::shared_lock lock(mutex_);
  return {strings_.size(), windows_.size(), elements_.size()};
}

}  // namespace adit
