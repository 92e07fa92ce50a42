#include <algorithm>
#include <cstring>

#include "collector/mining/spmf_reader.h"

namespace adit::mining {
namespace {

constexpr bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr size_t kMaxNameBytes = 4096;

const char* SkipBlanks(const char* at, const char* end) {
  while (at < end && IsBlank(*at)) ++at;
  return at;
}

// Reads elements of a single item as most programs write them, "12 -1 ", in one go.
const char* ReadPlainElements(const char* at, const char* end, std::vector<Item>& sequence) {
  constexpr ptrdiff_t kMostDigits = 9;
  constexpr size_t kSeparatorBytes = 4;
  while (true) {
    const char* digit = at;
    uint32_t item = 0;
    const char* const stop = end - at > kMostDigits ? at + kMostDigits : end;
    for (; digit < stop && IsDigit(*digit); ++digit) {
      item = item * 10 + static_cast<uint32_t>(*digit - '0');
    }
    if (digit == at || end - digit < static_cast<ptrdiff_t>(kSeparatorBytes) ||
        std::memcmp(digit, " -1 ", kSeparatorBytes) != 0) {
      return at;
    }
    sequence.push_back(item);
    at = digit + kSeparatorBytes;
  }
}

// Reads digits; false when there are none or the value passes `limit`.
bool ReadNumber(const char*& at, const char* end, uint64_t limit, uint64_t& value) {
  if (at == end || !IsDigit(*at)) return false;
  value = 0;
  const char* digit = at;
  for (; digit < end && IsDigit(*digit); ++digit) {
    value = value * 10 + static_cast<uint64_t>(*digit - '0');
    if (value > limit) return false;
  }
  at = digit;
  return true;
}

}  // namespace

SpmfParser::SpmfParser(std::string name, SequenceDatabase& database)
    : name_(std::move(name)), database_(database) {}

Status SpmfParser::Feed(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const auto* newline =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
    if (newline == nullptr) {
      rest_.append(at, end);
      break;
    }
    if (rest_.empty()) {
      ADIT_RETURN_IF_ERROR(ParseLine(at, newline));
    } else {
      rest_.append(at, newline);
      ADIT_RETURN_IF_ERROR(ParseLine(rest_.data(), rest_.data() + rest_.size()));
      rest_.clear();
    }
    at = newline + 1;
  }
  if (rest_.size() > kMaxLineBytes) {
    return ResourceExhausted(name_ + ":" + std::to_string(line_ + 1) + ": the line is longer than " +
                             std::to_string(kMaxLineBytes) + " bytes");
  }
  return OkStatus();
}

Status SpmfParser::Finish() {
  if (!rest_.empty()) {
    ADIT_RETURN_IF_ERROR(ParseLine(rest_.data(), rest_.data() + rest_.size()));
    rest_.clear();
  }
  if (database_.empty()) {
    return InvalidArgument(name_ + ": no sequence in the file; expected lines like \"1 -1 2 3 -1 -2\"");
  }
  return OkStatus();
}

Status SpmfParser::ParseLine(const char* begin, const char* end) {
  ++line_;
  const char* at = SkipBlanks(begin, end);
  if (at == end || *at == '#' || *at == '%') return OkStatus();
  if (*at == '@') {
    ParseName({at, static_cast<size_t>(end - at)});
    return OkStatus();
  }
  return ParseSequence(begin, end);
}

Status SpmfParser::ParseSequence(const char* begin, const char* end) {
  sequence_.clear();
  weight_ = 1;
  const char* at = ReadPlainElements(begin, end, sequence_);
  size_t element = sequence_.size();  // where the open element begins
  while (true) {
    at = SkipBlanks(at, end);
    if (at < end && IsDigit(*at)) {
      const char* const token = at;
      uint64_t item = 0;
      if (!ReadNumber(at, end, kMaxItem, item)) {
        return Expected("an item of at most 2147483647", begin, token, end);
      }
      if (at < end && !IsBlank(*at)) return Expected("an item", begin, token, end);
      sequence_.push_back(static_cast<Item>(item) |
                          (sequence_.size() == element ? 0 : kSameElement));
      continue;
    }
    const bool open = sequence_.size() > element;
    const char* const wanted = open ? "an item or -1" : "an item or -2";
    const bool separator = end - at >= 2 && at[0] == '-' && (at[1] == '1' || at[1] == '2') &&
                           (end - at == 2 || IsBlank(at[2]));
    if (!separator || (at[1] == '1') != open) return Expected(wanted, begin, at, end);
    at += 2;
    if (!open) {
      ADIT_RETURN_IF_ERROR(ParseAfterSequence(begin, at, end));
      break;
    }
    if (sequence_.size() - element > 1) CloseElement(element);
    element = sequence_.size();
  }
  const Status added = database_.Add(sequence_, weight_);
  return added.ok() ? added : added.WithContext(name_ + ":" + std::to_string(line_));
}

// After -2: nothing, or our own "#WEIGHT: 12".
Status SpmfParser::ParseAfterSequence(const char* line, const char* at, const char* end) {
  at = SkipBlanks(at, end);
  if (at == end) return OkStatus();
  static constexpr std::string_view kWeight = "#WEIGHT:";
  const auto left = static_cast<size_t>(end - at);
  if (left < kWeight.size() || std::string_view(at, kWeight.size()) != kWeight) {
    return Expected("the end of the line or #WEIGHT: after -2", line, at, end);
  }
  at = SkipBlanks(at + kWeight.size(), end);
  const char* const token = at;
  const bool read = ReadNumber(at, end, kMaxSequenceWeight, weight_) && weight_ > 0;
  if (!read || SkipBlanks(at, end) != end) {
    return Expected("a weight of 1 to 2147483648", line, token, end);
  }
  return OkStatus();
}

void SpmfParser::CloseElement(size_t element) {
  const auto begin = sequence_.begin() + static_cast<ptrdiff_t>(element);
  const auto by_item = [](Item a, Item b) { return (a & kMaxItem) < (b & kMaxItem); };
  const auto same_item = [](Item a, Item b) { return (a & kMaxItem) == (b & kMaxItem); };
  std::sort(begin, sequence_.end(), by_item);
  sequence_.erase(std::unique(begin, sequence_.end(), same_item), sequence_.end());
  sequence_[element] &= kMaxItem;
  for (size_t i = element + 1; i < sequence_.size(); ++i) sequence_[i] |= kSameElement;
}

// "@ITEM=7=Save"; other lines that begin with @ mean nothing here.
void SpmfParser::ParseName(std::string_view line) {
  static constexpr std::string_view kItem = "@ITEM=";
  if (line.substr(0, kItem.size()) != kItem) return;
  const char* at = line.data() + kItem.size();
  const char* end = line.data() + line.size();
  while (end > at && IsBlank(end[-1])) --end;
  uint64_t item = 0;
  if (!ReadNumber(at, end, kMaxItem, item) || at == end || *at != '=') return;
  const auto size = std::min(static_cast<size_t>(end - at - 1), kMaxNameBytes);
  database_.SetName(static_cast<Item>(item), std::string(at + 1, size));
}

Status SpmfParser::Expected(std::string_view what, const char* line, const char* at,
                            const char* end) const {
  static constexpr ptrdiff_t kShownBytes = 20;
  const char* stop = at;
  while (stop < end && !IsBlank(*stop) && stop - at < kShownBytes) ++stop;
  std::string found;
  for (const char* c = at; c < stop; ++c) found += *c >= ' ' && *c <= '~' ? *c : '?';
  return InvalidArgument(name_ + ":" + std::to_string(line_) + ":" +
                         std::to_string(at - line + 1) + ": expected " + std::string(what) +
                         ", found " + (found.empty() ? "the end of the line" : "\"" + found + "\""));
}

}  // namespace adit::mining
