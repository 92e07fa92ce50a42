#include "tests/e2e/canary_search.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "common/base/utf8.h"

namespace adit::e2e {
namespace {

constexpr size_t kKeyBytes = 6;
constexpr size_t kMostInflated = 256u << 20;
constexpr std::string_view kDisguises[] = {"utf-8", "utf-16le", "utf-16be", "hex", "HEX", "base64"};

std::string Utf16(std::string_view text, bool big) {
  std::string out;
  const auto unit = [&](uint32_t u) {
    const char high = static_cast<char>(u >> 8);
    const char low = static_cast<char>(u & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
  };
  for (size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, at);
    at += decoded.size;
    const auto c = static_cast<uint32_t>(decoded.code_point);
    if (c < 0x10000) {
      unit(c);
    } else {
      unit(0xD800 + ((c - 0x10000) >> 10));
      unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string Hex(std::string_view text, bool upper) {
  const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    out += digits[static_cast<uint8_t>(c) >> 4];
    out += digits[static_cast<uint8_t>(c) & 15];
  }
  return out;
}

// The part of the base64 text that does not depend on what stands before and after, for a value
// that begins at byte `shift` of a group of three.
std::string Base64Core(std::string_view text, size_t shift, bool url) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string padded = std::string(shift, '\0') + std::string(text);
  std::string out;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : padded) {
    bits = bits << 8 | static_cast<uint8_t>(c);
    have += 8;
    while (have >= 6) {
      have -= 6;
      const uint32_t six = bits >> have & 63;
      out += six < 62 ? kPlain[six] : six == 62 ? (url ? '-' : '+') : (url ? '_' : '/');
    }
  }
  return out.substr(shift == 0 ? 0 : shift == 1 ? 2 : 3);
}

uint64_t KeyAt(const char* bytes) {
  uint64_t key = 0;
  std::memcpy(&key, bytes, kKeyBytes);
  return key;
}

uint32_t PrefixAt(const char* bytes) {
  return static_cast<uint32_t>(static_cast<uint8_t>(bytes[0])) << 16 |
         static_cast<uint32_t>(static_cast<uint8_t>(bytes[1])) << 8 |
         static_cast<uint8_t>(bytes[2]);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Everything the frame gives, whole or cut off.
std::string Inflate(std::string_view frame) {
  const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                        ZSTD_freeDStream);
  std::string out;
  std::string buffer(1u << 17, '\0');
  ZSTD_inBuffer input{frame.data(), frame.size(), 0};
  while (out.size() < kMostInflated) {
    ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
    const size_t more = ZSTD_decompressStream(stream.get(), &output, &input);
    out.append(buffer, 0, output.pos);
    if (ZSTD_isError(more) != 0 || more == 0 || (input.pos == input.size && output.pos == 0)) break;
  }
  return out;
}

}  // namespace

void CanarySearch::Add(const std::string& value) {
  if (value.size() >= kKeyBytes) values_.push_back(value);
}

void CanarySearch::AddPattern(std::string bytes, uint32_t value, uint8_t disguise, bool digits) {
  if (bytes.size() < kKeyBytes) return;
  patterns_.push_back({std::move(bytes), value, disguise, digits});
}

void CanarySearch::Build() {
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  for (uint32_t i = 0; i < values_.size(); ++i) {
    const std::string& value = values_[i];
    const bool digits = std::all_of(value.begin(), value.end(), IsDigit);
    AddPattern(value, i, 0, digits);
    AddPattern(Utf16(value, false), i, 1, digits);
    AddPattern(Utf16(value, true), i, 2, digits);
    AddPattern(Hex(value, false), i, 3);
    AddPattern(Hex(value, true), i, 4);
    std::set<std::string> cores;
    for (const size_t shift : {0, 1, 2}) {
      for (const bool url : {false, true}) cores.insert(Base64Core(value, shift, url));
    }
    // Eight characters hold 48 bits: shorter cores would be found by chance.
    for (const std::string& core : cores) {
      if (core.size() >= 8) AddPattern(core, i, 5);
    }
  }
  prefixes_.assign(1u << 24, false);
  for (uint32_t i = 0; i < patterns_.size(); ++i) {
    by_key_.emplace(KeyAt(patterns_[i].bytes.data()), i);
    prefixes_[PrefixAt(patterns_[i].bytes.data())] = true;
  }
}

void CanarySearch::SearchPlain(std::string_view bytes, const std::string& where,
                               std::vector<CanaryHit>& hits) const {
  searched_ += bytes.size();
  for (size_t at = 0; at + kKeyBytes <= bytes.size(); ++at) {
    if (!prefixes_[PrefixAt(bytes.data() + at)]) continue;
    const auto [begin, end] = by_key_.equal_range(KeyAt(bytes.data() + at));
    for (auto found = begin; found != end; ++found) {
      const Pattern& pattern = patterns_[found->second];
      if (bytes.compare(at, pattern.bytes.size(), pattern.bytes) != 0) continue;
      if (pattern.digits) {
        const size_t step = pattern.disguise == 0 ? 1 : 2;
        const size_t low = pattern.disguise == 2 ? 1 : 0;
        const size_t after = at + pattern.bytes.size();
        if (at >= step && IsDigit(bytes[at - step + low])) continue;
        if (after + low < bytes.size() && IsDigit(bytes[after + low])) continue;
      }
      hits.push_back({values_[pattern.value], std::string(kDisguises[pattern.disguise]),
                      where + " at " + std::to_string(at)});
    }
  }
}

std::vector<CanaryHit> CanarySearch::Search(std::string_view bytes,
                                            const std::string& where) const {
  std::vector<CanaryHit> hits;
  SearchPlain(bytes, where, hits);
  constexpr std::string_view kMagic = "\x28\xB5\x2F\xFD";
  for (size_t at = bytes.find(kMagic); at != std::string_view::npos;
       at = bytes.find(kMagic, at + 1)) {
    const std::string inflated = Inflate(bytes.substr(at));
    if (inflated.empty()) continue;
    ++frames_;
    SearchPlain(inflated, where + " zstd@" + std::to_string(at), hits);
  }
  return hits;
}

std::vector<CanaryHit> CanarySearch::SearchTree(const std::string& folder) const {
  std::vector<CanaryHit> hits;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    const std::vector<CanaryHit> found = Search(text.str(), entry.path().string());
    hits.insert(hits.end(), found.begin(), found.end());
  }
  return hits;
}

}  // namespace adit::e2e
