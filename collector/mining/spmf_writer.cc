#include "collector/mining/spmf_writer.h"

#include <charconv>

namespace adit::mining {
namespace {

constexpr size_t kFlushBytes = size_t{128} << 10;
constexpr size_t kItemBytes = 16;   // " -1 " and ten digits
constexpr size_t kTailBytes = 32;   // " #SUP: " and twenty digits

char* PutNumber(char* out, uint64_t value) {
  return std::to_chars(out, out + 20, value).ptr;
}

}  // namespace

bool SpmfWriter::Write(const Pattern& pattern) {
  const size_t at = buffer_.size();
  buffer_.resize(at + pattern.items.size() * kItemBytes + kTailBytes);
  char* out = buffer_.data() + at;
  for (size_t i = 0; i < pattern.items.size(); ++i) {
    if (i > 0 && (pattern.items[i] & kSameElement) == 0) {
      *out++ = '-';
      *out++ = '1';
      *out++ = ' ';
    }
    out = PutNumber(out, pattern.items[i] & kMaxItem);
    *out++ = ' ';
  }
  static constexpr std::string_view kSupport = "-1 #SUP: ";
  out += kSupport.copy(out, kSupport.size());
  out = PutNumber(out, pattern.support);
  buffer_.resize(static_cast<size_t>(out - buffer_.data()));
  if (sequence_ids_) {
    buffer_ += " #SID:";
    for (size_t i = 0; i < pattern.occurrences.size(); ++i) {
      const uint32_t sequence = pattern.occurrences[i].sequence;
      if (i > 0 && pattern.occurrences[i - 1].sequence == sequence) continue;
      buffer_ += ' ';
      buffer_ += std::to_string(sequence);
    }
  }
  buffer_ += '\n';
  if (buffer_.size() >= kFlushBytes) Flush();
  return status_.ok();
}

void SpmfWriter::Flush() {
  if (status_.ok() && !buffer_.empty()) {
    status_ = file_.Append({reinterpret_cast<const uint8_t*>(buffer_.data()), buffer_.size()});
    bytes_written_ += buffer_.size();
  }
  buffer_.clear();
}

Status SpmfWriter::Finish() {
  Flush();
  if (status_.ok()) status_ = file_.Close();
  return status_;
}

}  // namespace adit::mining
