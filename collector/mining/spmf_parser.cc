#include <algorithm>
#include <bit>
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

// The number that up to eight digits say; `digits` has their values, the last in the highest byte,
// behind zeros.
uint32_t ValueOf(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);  // pairs, in every other byte
  constexpr uint64_t kPairs = 0x000000ff000000ffu;
  constexpr uint64_t kHundreds = 0x000f424000000064u;  // 10^6 and 10^2
  constexpr uint64_t kOnes = 0x0000271000000001u;      // 10^4 and 1
  return static_cast<uint32_t>(((digits & kPairs) * kHundreds + (digits >> 16 & kPairs) * kOnes) >>
                               32);
}

// Reads elements of a single item as most programs write them, "12 -1 ", in one go: eight bytes at
// a time, so that the number of digits costs no branch.
// The line ends before `limit`, up to which there is text.
const char* ReadPlainElements(const char* at, const char* limit, std::vector<Item>& sequence) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kZeros = 0x3030303030303030u;
  constexpr uint64_t kAboveNine = 0x7676767676767676u;
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  constexpr ptrdiff_t kMostBytes = 12;         // seven digits, the separator and one more
  constexpr uint32_t kSeparator = 0x20312d20;  // " -1 "
  constexpr size_t kBufferItems = 64;
  Item buffer[kBufferItems];
  size_t count = 0;
  while (limit - at >= kMostBytes) {
    uint64_t text = 0;
    std::memcpy(&text, at, sizeof text);
    const uint64_t digits = text ^ kZeros;
    const uint64_t others = ((digits + kAboveNine) | digits) & kHighBits;
    const int bits = std::countr_zero(others) & ~7;
    if (bits == 0 || bits == 64) break;
    uint32_t separator = 0;
    std::memcpy(&separator, at + bits / 8, sizeof separator);
    if (separator != kSeparator) break;
    if (count == kBufferItems) {
      sequence.insert(sequence.end(), buffer, buffer + count);
      count = 0;
    }
    buffer[count++] = ValueOf(digits << (64 - bits));
    at += bits / 8 + static_cast<ptrdiff_t>(sizeof separator);
  }
  sequence.insert(sequence.end(), buffer, buffer + count);
  return at;
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
      ADIT_RETURN_IF_ERROR(ParseLine(at, newline, end));
    } else {
      rest_.append(at, newline);
      ADIT_RETURN_IF_ERROR(
          ParseLine(rest_.data(), rest_.data() + rest_.size(), rest_.data() + rest_.size()));
      rest_.clear();
    }
    at = newline + 1;
  }
  if (rest_.size() > kMaxLineBytes) {
    return ResourceExhausted(name_ + ":" + std::to_string(line_ + 1) +
                             ": the line is longer than " + std::to_string(kMaxLineBytes) +
                             " bytes");
  }
  return OkStatus();
}

Status SpmfParser::Finish() {
  if (!rest_.empty()) {
    ADIT_RETURN_IF_ERROR(
        ParseLine(rest_.data(), rest_.data() + rest_.size(), rest_.data() + rest_.size()));
    rest_.clear();
  }
  if (database_.empty()) {
    return InvalidArgument(name_ +
                           ": no sequence in the file; expected lines like \"1 -1 2 3 -1 -2\"");
  }
  return OkStatus();
}

Status SpmfParser::ParseLine(const char* begin, const char* end, const char* limit) {
  ++line_;
  const char* at = SkipBlanks(begin, end);
  if (at == end || *at == '#' || *at == '%') return OkStatus();
  if (*at == '@') {
    ParseName({at, static_cast<size_t>(end - at)});
    return OkStatus();
  }
  return ParseSequence(begin, end, limit);
}

Status SpmfParser::ParseSequence(const char* begin, const char* end, const char* limit) {
  sequence_.clear();
  weight_ = 1;
  const char* at = ReadPlainElements(begin, limit, sequence_);
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
  return InvalidArgument(name_ + ":" + std::to_string(line_) + ":" + std::to_string(at - line + 1) +
                         ": expected " + std::string(what) + ", found " +
                         (found.empty() ? "the end of the line" : "\"" + found + "\""));
}

}  // namespace adit::mining
