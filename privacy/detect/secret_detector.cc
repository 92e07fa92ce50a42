#include <algorithm>
#include <array>
#include <cmath>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

struct SecretPrefix {
  std::string_view text;
  size_t min_rest;  // characters of the token after the prefix
};

// Published prefixes of the issuers' token formats.
constexpr SecretPrefix kPrefixes[] = {{"AKIA", 16},
                                      {"ASIA", 16},
                                      {"ABIA", 16},
                                      {"ACCA", 16},
                                      {"ghp_", 30},
                                      {"gho_", 30},
                                      {"ghu_", 30},
                                      {"ghs_", 30},
                                      {"ghr_", 30},
                                      {"github_pat_", 30},
                                      {"glpat-", 18},
                                      {"gldt-", 18},
                                      {"glrt-", 18},
                                      {"xoxb-", 20},
                                      {"xoxp-", 20},
                                      {"xoxa-", 20},
                                      {"xoxr-", 20},
                                      {"xoxe-", 20},
                                      {"xapp-", 20},
                                      {"sk_live_", 16},
                                      {"sk_test_", 16},
                                      {"rk_live_", 16},
                                      {"rk_test_", 16},
                                      {"pk_live_", 16},
                                      {"whsec_", 16},
                                      {"AIza", 30},
                                      {"ya29.", 20},
                                      {"GOCSPX-", 20},
                                      {"npm_", 30},
                                      {"pypi-", 30},
                                      {"SG.", 40},
                                      {"key-", 28},
                                      {"sq0atp-", 20},
                                      {"sq0csp-", 20},
                                      {"EAAC", 30},
                                      {"dop_v1_", 40},
                                      {"doo_v1_", 40},
                                      {"hvs.", 20},
                                      {"hvb.", 20},
                                      {"shpat_", 28},
                                      {"shpss_", 28},
                                      {"shpca_", 28},
                                      {"rubygems_", 40},
                                      {"lin_api_", 30},
                                      {"dapi", 32},
                                      {"sk-ant-", 20},
                                      {"sk-proj-", 20},
                                      {"sk-", 32},
                                      {"hf_", 30},
                                      {"r8_", 30},
                                      {"PMAK-", 40},
                                      {"ATATT3", 40},
                                      {"ATBB", 24},
                                      {"NRAK-", 20},
                                      {"dp.pt.", 30},
                                      {"pul-", 36},
                                      {"tfp_", 30},
                                      {"secret_", 30},
                                      {"ntn_", 30},
                                      {"figd_", 30},
                                      {"AGE-SECRET-KEY-1", 40},
                                      {"eyJ", 30},
                                      {"CCIPAT_", 20},
                                      {"snyk_", 30},
                                      {"vault:v1:", 16},
                                      {"EZAK", 40},
                                      {"EZTK", 40},
                                      {"FLWSECK", 20},
                                      {"patch_", 40},
                                      {"pscale_tkn_", 30}};

constexpr std::array<bool, 256> TokenCharTable() {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; ++c) table[static_cast<size_t>(c)] = IsAlnum(static_cast<char>(c));
  for (const char c : {'_', '-', '+', '=', '.', '~', '/'})
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kTokenChars = TokenCharTable();

bool IsTokenChar(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

struct Mix {
  int upper = 0;
  int lower = 0;
  int digits = 0;
  int vowels = 0;
  int changes = 0;  // between letters and digits, or of case inside a word
  double entropy = 0;
};

// Shannon entropy in bits a character, and the mix of classes.
Mix MixOf(std::string_view token) {
  Mix mix;
  uint16_t counts[128] = {};
  int previous = -1;
  for (const char c : token) {
    const int kind = IsDigit(c) ? 0 : IsUpper(c) ? 1 : IsLower(c) ? 2 : 3;
    if (kind == 0) ++mix.digits;
    if (kind == 1) ++mix.upper;
    if (kind == 2) ++mix.lower;
    const char l = IsUpper(c) ? static_cast<char>(c + 32) : c;
    if (l == 'a' || l == 'e' || l == 'i' || l == 'o' || l == 'u') ++mix.vowels;
    if (previous >= 0 && kind != previous && !(previous == 1 && kind == 2)) ++mix.changes;
    previous = kind;
    ++counts[c & 127];
  }
  const auto n = static_cast<double>(token.size());
  for (const uint16_t count : counts) {
    if (count > 0) mix.entropy -= count / n * std::log2(count / n);
  }
  return mix;
}

bool IsHexOnly(std::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
  });
}

// A known word of `least` letters or more: file names and identifiers are made of words, tokens are
// not.
bool HoldsWord(std::string_view token, size_t least = 5) {
  uint32_t hash = HashWord("");
  size_t length = 0;
  for (size_t i = 0; i <= token.size(); ++i) {
    const char c = i < token.size() ? token[i] : ' ';
    if (IsUpper(c) || IsLower(c)) {
      const char lower = IsUpper(c) ? static_cast<char>(c + 32) : c;
      hash = (hash ^ static_cast<unsigned char>(lower)) * 16777619u;
      ++length;
      continue;
    }
    if (length >= least && LookUpName(hash) != 0) return true;
    hash = HashWord("");
    length = 0;
  }
  return false;
}

// Words, paths, versions and hashes that people read out are no secrets.
bool IsRandomLooking(std::string_view token) {
  if (token.size() < 20 || HoldsWord(token)) return false;
  const Mix mix = MixOf(token);
  const auto n = static_cast<int>(token.size());
  if (mix.digits < 2 || mix.upper < 2 || mix.lower < 2) return false;
  return mix.entropy >= 3.8 && mix.changes * 4 >= n && mix.vowels * 4 <= n;
}

void FindPrefixed(const ScannedText& scanned, size_t begin, size_t end, Candidates& out) {
  const std::string_view token = scanned.text().substr(begin, end - begin);
  for (const SecretPrefix& prefix : kPrefixes) {
    if (token[0] != prefix.text[0] || token.substr(0, prefix.text.size()) != prefix.text ||
        token.size() < prefix.text.size() + prefix.min_rest) {
      continue;
    }
    const Mix mix = MixOf(token.substr(prefix.text.size()));
    if (mix.entropy < 3.0) continue;
    AddCandidate(out, begin, end, FindingType::kSecret, 0.95f, DetectRule::kSecretPrefix);
    return;
  }
}

void FindInToken(const ScannedText& scanned, size_t begin, size_t end, Candidates& out) {
  const std::string_view text = scanned.text();
  // Tokens hang behind "key=", in paths and at ends of sentences.
  size_t part = begin;
  for (size_t at = begin; at <= end; ++at) {
    const bool cut =
        at == end || text[at] == '/' || (text[at] == '=' && at + 1 < end && text[at + 1] != '=');
    if (!cut) continue;
    size_t part_end = at;
    while (part_end > part && (text[part_end - 1] == '.' || text[part_end - 1] == '-')) --part_end;
    if (part_end - part >= 16) {
      const size_t before = out.size();
      FindPrefixed(scanned, part, part_end, out);
      const std::string_view token = text.substr(part, part_end - part);
      if (out.size() == before && IsRandomLooking(token) && !IsHexOnly(token)) {
        AddCandidate(out, part, part_end, FindingType::kSecret, 0.7f, DetectRule::kSecretEntropy);
      }
      const bool context = (scanned.ContextNear(part, part_end, 4, 0) & kCtxSecret) != 0;
      if (out.size() == before && context && IsHexOnly(token) && token.size() >= 24 &&
          MixOf(token).digits >= 4) {
        AddCandidate(out, part, part_end, FindingType::kSecret, 0.7f, DetectRule::kSecretEntropy);
      }
    }
    part = at + 1;
  }
  // A base64 body may contain the slash.
  if (end - begin >= 32 && part > begin && IsRandomLooking(text.substr(begin, end - begin)) &&
      std::count(text.begin() + static_cast<long>(begin), text.begin() + static_cast<long>(end),
                 '.') == 0 &&
      std::count(text.begin() + static_cast<long>(begin), text.begin() + static_cast<long>(end),
                 '-') == 0) {
    AddCandidate(out, begin, end, FindingType::kSecret, 0.7f, DetectRule::kSecretEntropy);
  }
}

// Capitals inside where no word begins: "DcrNDwFdkyqq", not "KeyStoreProvider" or "iPhone".
bool HasStrayCapitals(std::string_view value, const Mix& mix) {
  const bool few_vowels = mix.vowels * 3 <= mix.upper + mix.lower;
  if (mix.digits > 0 || mix.lower < 2 || mix.changes < (few_vowels ? 1 : 3)) return false;
  size_t piece = 0;
  for (size_t i = 1; i <= value.size(); ++i) {
    if (i < value.size() && !IsUpper(value[i])) continue;
    if (i - piece >= 4 && HoldsWord(value.substr(piece, i - piece), 4)) return false;
    piece = i;
  }
  return true;
}

// Letters and digits in turns, or of both cases, as no word, version or name of a file is: "AF7q36syrA".
bool IsMixedUp(std::string_view value, const Mix& mix) {
  constexpr std::string_view kSigns = "!#$%&*+?@^_";
  const bool signs_only = std::all_of(value.begin(), value.end(), [&](char c) {
    return IsAlnum(c) || kSigns.find(c) != std::string_view::npos;
  });
  if (!signs_only || value.size() < 8 || IsHexOnly(value) || HoldsWord(value)) return false;
  return (mix.digits >= 1 && mix.upper + mix.lower >= 3 && mix.changes >= 2) ||
         HasStrayCapitals(value, mix);
}

// "password: hunter2!", "api_key=…": the value after a word that says so. Without a sign between them
// the value must look like one by itself: "Passwort AF7q36syrA".
void FindKeyValues(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    if ((token.context & kCtxSecret) == 0) continue;
    size_t at = token.end;
    while (at < text.size() && (text[at] == ' ' || text[at] == '"' || text[at] == '\'')) ++at;
    if (at >= text.size()) continue;
    const bool sign = text[at] == ':' || text[at] == '=';
    if (!sign && at != token.end + 1) continue;
    at += sign;
    while (at < text.size() &&
           (text[at] == ' ' || text[at] == '"' || text[at] == '\'' || text[at] == '='))
      ++at;
    size_t end = at;
    while (end < text.size() && text[end] != ' ' && text[end] != '"' && text[end] != '\'' &&
           text[end] != ',' && text[end] != ';' && text[end] != '&' && text[end] != '\n') {
      ++end;
    }
    while (end > at && (text[end - 1] == '.' || text[end - 1] == ')')) --end;
    const std::string_view value = text.substr(at, end - at);
    if (value.size() < 4 || value[0] == '<' || value[0] == '*') continue;
    const Mix mix = MixOf(value);
    const bool plain_word = mix.digits == 0 && mix.changes == 0 && mix.upper <= 1;
    if (plain_word || (!sign && !IsMixedUp(value, mix))) continue;
    // "PWD=/home/jdoe": the working directory of a shell.
    const bool directory = token.size() == 3 && token.shape == WordShape::kAllCaps &&
                           (value[0] == '/' || value.substr(1, 2) == ":\\");
    if (directory) continue;
    AddCandidate(out, at, end, FindingType::kSecret, 0.8f, DetectRule::kSecretKeyValue);
  }
}

}  // namespace

void FindSecrets(const ScannedText& scanned, Candidates& out) {
  if ((scanned.all_context() & kCtxSecret) != 0) FindKeyValues(scanned, out);
  const std::string_view text = scanned.text();
  if (text.size() < 16) return;
  for (const ScannedText::Run& run : scanned.long_runs()) {
    for (size_t at = run.begin; at < run.end;) {
      if (!IsTokenChar(text[at])) {
        ++at;
        continue;
      }
      size_t end = at;
      while (end < run.end && IsTokenChar(text[end])) ++end;
      if (end - at >= ScannedText::kMinLongRun) FindInToken(scanned, at, end, out);
      at = end;
    }
  }
  if (!scanned.has('-')) return;
  if (const size_t pem = text.find("-----BEGIN ");
      pem != std::string_view::npos && text.find("PRIVATE KEY", pem) != std::string_view::npos) {
    AddCandidate(out, pem, text.size(), FindingType::kSecret, 1.0f, DetectRule::kSecretPrefix);
  }
}

}  // namespace adit
