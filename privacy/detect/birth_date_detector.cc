// Dates next to a word of birth ("geb.", "DOB", "date de naissance") or in a field labelled so. Any
// other date is work, not personal data.
#include <string_view>

#include "privacy/detect/checksum.h"
#include "privacy/detect/detectors.h"

namespace adit {
namespace {

int Number(std::string_view text) {
  int value = 0;
  for (const char c : text.substr(0, 4)) value = value * 10 + (c - '0');
  return value;
}

// Month by the first letters of its name in the languages of the product; 0 = none.
int MonthOf(std::string_view lower) {
  static constexpr struct { std::string_view prefix; int month; } kMonths[] = {
      {"jan", 1}, {"ene", 1}, {"gen", 1}, {"sty", 1}, {"feb", 2}, {"fev", 2}, {"lut", 2}, {"mar", 3}, {"maer", 3},
      {"maa", 3}, {"mrt", 3}, {"apr", 4}, {"abr", 4}, {"avr", 4}, {"kwi", 4}, {"may", 5}, {"mai", 5}, {"maj", 5}, {"mag", 5},
      {"mei", 5}, {"juin", 6}, {"jun", 6}, {"giu", 6}, {"cze", 6}, {"juil", 7}, {"jul", 7}, {"lug", 7}, {"lip", 7}, {"aug", 8},
      {"aou", 8}, {"ago", 8}, {"sie", 8}, {"sep", 9}, {"set", 9}, {"wrz", 9}, {"oct", 10}, {"okt", 10}, {"ott", 10},
      {"out", 10}, {"paz", 10}, {"nov", 11}, {"lis", 11}, {"dec", 12}, {"dez", 12}, {"dic", 12}, {"des", 12}, {"gru", 12},
      // Turkish, Finnish, Czech, Romanian, Croatian, Russian, Ukrainian, Greek
      {"oca", 1}, {"sub", 2}, {"nis", 4}, {"haz", 6}, {"tem", 7}, {"eyl", 9}, {"eki", 10}, {"kas", 11}, {"ara", 12},
      {"tam", 1}, {"hel", 2}, {"huh", 4}, {"tou", 5}, {"kes", 6}, {"hei", 7}, {"elo", 8}, {"syy", 9}, {"lok", 10}, {"jou", 12},
      {"led", 1}, {"uno", 2}, {"bre", 3}, {"dub", 4}, {"kve", 5}, {"cer", 6}, {"srp", 8}, {"zar", 9}, {"rij", 10}, {"pro", 12},
      {"ian", 1}, {"iun", 6}, {"iul", 7}, {"noi", 11}, {"sij", 1}, {"vel", 2}, {"ozu", 3}, {"tra", 4}, {"svi", 5}, {"kol", 8}, {"ruj", 9}, {"stu", 11},
      {"szep", 9}, {"янв", 1}, {"фев", 2}, {"мар", 3}, {"апр", 4}, {"мая", 5}, {"маи", 5}, {"июн", 6}, {"июл", 7}, {"авг", 8}, {"сен", 9}, {"окт", 10}, {"ноя", 11}, {"дек", 12},
      {"січ", 1}, {"лют", 2}, {"бер", 3}, {"кві", 4}, {"тра", 5}, {"чер", 6}, {"лип", 7}, {"сер", 8}, {"вер", 9}, {"жов", 10}, {"лис", 11}, {"гру", 12},
      {"ιαν", 1}, {"φεβ", 2}, {"μαρ", 3}, {"απρ", 4}, {"μαι", 5}, {"ιουν", 6}, {"ιουλ", 7}, {"αυγ", 8}, {"σεπ", 9}, {"οκτ", 10}, {"νοε", 11}, {"δεκ", 12}};
  if (lower.size() < 3 || lower.size() > 24) return 0;
  for (const auto& entry : kMonths) {
    if (lower.substr(0, entry.prefix.size()) == entry.prefix) return entry.month;
  }
  return 0;
}

bool IsBirthYear(int year) { return year >= 1880 && year <= 2100; }

int FullYear(const Token& token, std::string_view text) {
  const int year = Number(text.substr(token.begin, token.size()));
  return token.size() == 2 ? (year < 30 ? 2000 + year : 1900 + year) : year;
}

class DateReader {
 public:
  explicit DateReader(const ScannedText& scanned) : scanned_(scanned), tokens_(scanned.tokens()) {}

  // Tokens of the date that begins at token i: 3, or 0.
  [[nodiscard]] size_t Read(size_t i) const {
    if (i + 2 >= tokens_.size()) return 0;
    const Token& a = tokens_[i];
    const Token& b = tokens_[i + 1];
    const Token& c = tokens_[i + 2];
    const std::string_view first_gap = Gap(i);
    const std::string_view second_gap = Gap(i + 1);
    if (IsNumber(a) && IsNumber(b) && IsNumber(c)) {
      const bool joined = (first_gap == second_gap || second_gap == " ") &&
                          (first_gap == "." || first_gap == "/" || first_gap == "-" || first_gap == " " || first_gap == ". ");
      return joined && NumericDate(a, b, c) ? 3 : 0;
    }
    const bool near = first_gap.size() <= 3 && second_gap.size() <= 4;
    // "1985年3月12日", "1985. marcius 12."
    if (near && IsNumber(a) && a.size() == 4 && b.kind == TokenKind::kWord && IsNumber(c) && c.size() <= 2) {
      if (Lower(b) == "年" || Lower(b) == "년") return i + 4 < tokens_.size() && IsNumber(tokens_[i + 4]) && Valid(Value(a), Value(c), Value(tokens_[i + 4])) ? 5 : 0;
      if (Valid(Value(a), MonthOf(Lower(b)), Value(c))) return 3;
    }
    if (near && IsNumber(a) && a.size() <= 2 && b.kind == TokenKind::kWord && IsNumber(c)) {
      return Valid(FullYear(c, text()), MonthOf(Lower(b)), Value(a)) ? 3 : DayOfMonth(i);
    }
    if (near && a.kind == TokenKind::kWord && IsNumber(b) && b.size() <= 2 && IsNumber(c) && c.size() == 4) {
      return Valid(Value(c), MonthOf(Lower(a)), Value(b)) ? 3 : 0;
    }
    return near && IsNumber(a) ? DayOfMonth(i) : 0;
  }

  // Year of the date in tokens [i, i + count).
  [[nodiscard]] int YearOf(size_t i, size_t count) const {
    const Token& first = tokens_[i];
    return first.kind == TokenKind::kNumber && first.size() == 4 ? Value(first) : FullYear(tokens_[i + count - 1], text());
  }

 private:
  static bool IsNumber(const Token& token) { return token.kind == TokenKind::kNumber && token.size() <= 4; }
  [[nodiscard]] std::string_view text() const { return scanned_.text(); }
  [[nodiscard]] int Value(const Token& token) const { return Number(text().substr(token.begin, token.size())); }
  [[nodiscard]] std::string_view Lower(const Token& token) const {
    return scanned_.lower().substr(token.begin, token.size());
  }
  [[nodiscard]] std::string_view Gap(size_t i) const {
    return text().substr(tokens_[i].end, tokens_[i + 1].begin - tokens_[i].end);
  }
  static bool Valid(int year, int month, int day) { return IsBirthYear(year) && IsDate(year, month, day); }

  [[nodiscard]] bool NumericDate(const Token& a, const Token& b, const Token& c) const {
    if (a.size() == 4) return Valid(Value(a), Value(b), Value(c));
    if (c.size() != 4 && c.size() != 2) return false;
    const int year = FullYear(c, text());
    return Valid(year, Value(b), Value(a)) || Valid(year, Value(a), Value(b));
  }

  // "12 de marzo de 1980", "12th of March 1980".
  [[nodiscard]] size_t DayOfMonth(size_t i) const {
    for (size_t month = i + 1; month < i + 4 && month + 1 < tokens_.size(); ++month) {
      if (tokens_[month].kind != TokenKind::kWord) return 0;
      const int value = MonthOf(Lower(tokens_[month]));
      if (value == 0) continue;
      for (size_t year = month + 1; year < month + 3 && year < tokens_.size(); ++year) {
        if (IsNumber(tokens_[year]) && tokens_[year].size() == 4) {
          return Valid(Value(tokens_[year]), value, Value(tokens_[i])) ? year - i + 1 : 0;
        }
      }
    }
    return 0;
  }

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
};

}  // namespace

namespace {

// A date up to this year beside a person is rather that person's birth than today's work.
constexpr int kLastAdultYear = 2010;

bool InBrackets(const ScannedText& scanned, size_t begin, size_t end) {
  const std::string_view text = scanned.text();
  return begin > 0 && text[begin - 1] == '(' && end < text.size() && text[end] == ')';
}

// "Patient Marcel Q., 03.02.1947, …"
bool BetweenCommas(const ScannedText& scanned, size_t begin, size_t end) {
  const std::string_view text = scanned.text();
  return begin > 1 && (text.substr(begin - 2, 2) == ", " || text.substr(begin - 2, 2) == "; ") &&
         (end >= text.size() || text[end] == ',' || text[end] == ';' || text[end] == '\n');
}

// "*11.05.1948": the sign of birth in German records.
bool AfterStar(const ScannedText& scanned, size_t begin) {
  const std::string_view text = scanned.text();
  if (begin > 1 && text[begin - 1] == ' ') --begin;
  return begin > 0 && text[begin - 1] == '*';
}

// "DOB 19900417", "geb. 17041990": eight digits straight after a word of birth.
void FindCompactDates(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    if (token.kind != TokenKind::kNumber || token.size() != 8) continue;
    const std::string_view n = text.substr(token.begin, 8);
    const int year_first = TwoDigits(n, 0) * 100 + TwoDigits(n, 2);
    const int year_last = TwoDigits(n, 4) * 100 + TwoDigits(n, 6);
    const bool date =
        (IsBirthYear(year_first) && IsDate(year_first, TwoDigits(n, 4), TwoDigits(n, 6))) ||
        (IsBirthYear(year_last) && (IsDate(year_last, TwoDigits(n, 2), TwoDigits(n, 0)) ||
                                    IsDate(year_last, TwoDigits(n, 0), TwoDigits(n, 2))));
    if (date && (scanned.ContextNear(token.begin, token.end, 3, 0) & kCtxBirth) != 0) {
      AddCandidate(out, token.begin, token.end, FindingType::kDateOfBirth, 0.8f,
                   DetectRule::kBirthDate);
    }
  }
}

}  // namespace

void FindBirthDates(const ScannedText& scanned, Candidates& out) {
  const bool birth = (scanned.all_context() & kCtxBirth) != 0;
  const bool star = scanned.has('*');
  const bool brackets = (scanned.has('(') || scanned.has(',')) && (scanned.all_context() & (kCtxPerson | kCtxTitle | kCtxHealth)) != 0;
  if ((!birth && !brackets && !star) || scanned.digit_count() < 3) return;
  if (birth && scanned.digit_count() >= 8) FindCompactDates(scanned, out);
  const auto tokens = scanned.tokens();
  const DateReader reader(scanned);
  for (size_t i = 0; i < tokens.size();) {
    const size_t count = reader.Read(i);
    if (count == 0) {
      ++i;
      continue;
    }
    const size_t begin = tokens[i].begin;
    const size_t end = tokens[i + count - 1].end;
    if (birth && (scanned.ContextNear(begin, end, 7, 3) & kCtxBirth) != 0) {
      AddCandidate(out, begin, end, FindingType::kDateOfBirth, 0.85f, DetectRule::kBirthDate);
    } else if (star && AfterStar(scanned, begin) && reader.YearOf(i, count) <= kLastAdultYear) {
      AddCandidate(out, begin, end, FindingType::kDateOfBirth, 0.65f, DetectRule::kBirthDate);
    } else if (brackets && BetweenCommas(scanned, begin, end) && reader.YearOf(i, count) <= kLastAdultYear &&
               (scanned.ContextNear(begin, end, 5, 0) & kCtxHealth) != 0) {
      AddCandidate(out, begin, end, FindingType::kDateOfBirth, 0.6f, DetectRule::kBirthDate);
    } else if (brackets && InBrackets(scanned, begin, end) && reader.YearOf(i, count) <= kLastAdultYear &&
               (scanned.ContextNear(begin, end, 5, 0) & (kCtxPerson | kCtxTitle | kCtxHealth)) != 0) {
      AddCandidate(out, begin, end, FindingType::kDateOfBirth, 0.6f, DetectRule::kBirthDate);  // "Patient M. M. (3.4.1960)"
    }
    i += count;
  }
}

}  // namespace adit
