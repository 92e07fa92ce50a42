// Persons without a language model: gazetteers, capitals, titles, greetings, labels and the shapes
// in which names are written ("Last, First", "FIRST LAST", first.last, First_Last).
#include <algorithm>
#include <string>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"
#include "privacy/detect/name_parts.h"
#include "privacy/detect/name_run.h"
#include "privacy/detect/name_score.h"
#include "privacy/detect/word_set.h"

namespace adit {
namespace {

// Sentences, as opposed to titles and labels: several lower-case words.
bool IsProse(const ScannedText& scanned) {
  if (scanned.kind() == TextKind::kUrl || scanned.kind() == TextKind::kPath ||
      scanned.kind() == TextKind::kIdentifier) {
    return false;
  }
  const size_t enough = scanned.kind() == TextKind::kText ? 2 : 3;
  size_t lower = 0;
  for (const Token& token : scanned.tokens()) {
    lower += token.kind == TokenKind::kWord && token.shape == WordShape::kLower;
    if (lower == enough) return true;
  }
  return false;
}

// Sentences of a language that writes its nouns small: none of the ordinary words inside has a
// capital. German ones, and titles in capitals, fail this.
bool OnlyNamesHaveCapitals(const ScannedText& scanned) {
  constexpr size_t kMinOrdinary = 4;
  // English writes these with a capital wherever they stand.
  static constexpr std::string_view kAlways[] = {
      "monday",  "tuesday",   "wednesday", "thursday", "friday",   "saturday", "sunday",
      "january", "february",  "march",     "april",    "may",      "june",     "july",
      "august",  "september", "october",   "november", "december", "english",  "german",
      "french",  "spanish",   "italian",   "dutch",    "chinese",  "japanese", "internet"};
  static constexpr WordSet kAlwaysSet(kAlways);
  const auto tokens = scanned.tokens();
  size_t ordinary = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kWord || tokens[i].size() < 2) continue;
    if (tokens[i].shape == WordShape::kLower) {
      ++ordinary;
      continue;
    }
    const bool inside = i > 0 && tokens[i - 1].shape == WordShape::kLower &&
                        tokens[i].begin == tokens[i - 1].end + 1;
    if (inside && tokens[i].name == kOrdinaryWord && !kAlwaysSet.Has(tokens[i].hash)) return false;
  }
  return ordinary >= kMinOrdinary;
}

// "Hleb, Sheila, Donna and Shane": one of several names, not a family name before a given one.
bool IsListed(const ScannedText& scanned, size_t first, size_t second) {
  const auto tokens = scanned.tokens();
  const auto gap_before = [&](size_t i) {
    return scanned.text().substr(tokens[i - 1].end, tokens[i].begin - tokens[i - 1].end);
  };
  if (first > 0 && gap_before(first) == ", ") return true;
  if (second + 2 >= tokens.size()) return false;
  const Token& after = tokens[second + 1];
  if (gap_before(second + 1) == ", " && after.shape != WordShape::kLower) return true;
  const std::string_view word = scanned.lower().substr(after.begin, after.size());
  const bool and_word = word == "and" || word == "und" || word == "et" || word == "y" ||
                        word == "e" || word == "en" || word == "i";
  return gap_before(second + 1) == " " && and_word && tokens[second + 2].shape != WordShape::kLower;
}

// Every word is in no vocabulary, or a name and nothing else.
bool IsWholeName(const NameRun& run) {
  return run.words >= 1 && run.words <= 3 && run.given_weak + run.family_weak == 0;
}

// "Obiora, Adaeze | Employee file": two such runs that fill a part of a title or a cell.
bool IsPairSegment(const ScannedText& scanned, const NameRun& run, size_t next) {
  if (scanned.kind() != TextKind::kWindowTitle && scanned.kind() != TextKind::kElementName &&
      scanned.kind() != TextKind::kValue) {
    return false;
  }
  const NameRun second = ReadRun(scanned, next);
  return second.count > 0 && IsWholeName(run) && IsWholeName(second) &&
         IsSegment(scanned.text(), scanned.tokens()[run.first_token()].begin,
                   scanned.tokens()[second.last_token()].end);
}

// "Mustermann, Max": the second run after a comma, when it begins with a given name.
size_t AfterComma(const ScannedText& scanned, const NameRun& run) {
  const auto tokens = scanned.tokens();
  const size_t next = run.last_token() + 1;
  if (next >= tokens.size() || run.words > 3) return 0;
  if (scanned.text().substr(tokens[next - 1].end, tokens[next].begin - tokens[next - 1].end) ==
          ", " &&
      IsPairSegment(scanned, run, next))
    return next;
  // "Taylor, Ryan": many family names are given names too; then the first word must be one of them.
  const bool family = (tokens[run.last_token()].name & (kFamilyName | kRareFamilyName)) != 0;
  if (run.given + run.rare_given > 0 && !family) return 0;
  if (IsListed(scanned, run.first_token(), next)) return 0;
  if (run.family + run.rare + run.unknown + run.family_weak == 0 && !family) return 0;
  const std::string_view gap =
      scanned.text().substr(tokens[next - 1].end, tokens[next].begin - tokens[next - 1].end);
  if (gap != ", " && gap != ",") return 0;
  // "50 Stück, Art.-Nr. 8812": an abbreviation.
  const size_t past = tokens[next].end;
  if (scanned.text().substr(past, 2) == ".-") return 0;
  const NamePart part = ReadNamePart(scanned, next);
  if (part.kind == NameKind::kGiven || part.kind == NameKind::kGivenWeak ||
      part.kind == NameKind::kRareGiven)
    return next;
  // "per Bianchi, Gianriccardo": announced, a family name, and a word in no table.
  if (FollowsNameLabel(scanned, run.first_token()) && run.words == 1 && part.IsWord())
    return next;  // "Patient: Koper, Jakubina"
  // "Antall, Gyala - Mitarbeiter - ERP"
  const bool role_follows =
      next + 1 < tokens.size() && (tokens[next + 1].context & kCtxPerson) != 0 &&
      scanned.text().substr(tokens[next].end, tokens[next + 1].begin - tokens[next].end) == " - ";
  if (role_follows && run.words <= 2 && part.IsWord()) return next;
  const bool announced = run.first_token() > 0 &&
                         (tokens[run.first_token() - 1].context & (kCtxSpeech | kCtxPerson)) != 0;
  return announced && run.words == 1 && run.family + run.rare > 0 && part.IsWord() ? next : 0;
}

// "@ravindra" of a chat; not an address, a decorator or a package ("@types/node").
bool IsMention(const ScannedText& scanned, const Token& token) {
  const std::string_view text = scanned.text();
  if (token.begin == 0 || text[token.begin - 1] != '@') return false;
  if (token.begin > 1 && text[token.begin - 2] != ' ' && text[token.begin - 2] != '\n')
    return false;
  const bool ends = token.end >= text.size() ||
                    std::string_view(" ,:;!?\n").find(text[token.end]) != std::string_view::npos;
  constexpr uint8_t kNames = kGivenName | kFamilyName | kRareFamilyName | kRareGivenName;
  return ends && token.size() >= 3 && (token.name & kNames) != 0 &&
         (token.name & kOrdinaryWord) == 0;
}

// "herrn wittkowski", "mrs okereke" of a chat: a title and a word that no language has.
bool FollowsSmallTitle(const ScannedText& scanned, size_t i) {
  // Those that stand before the name and are no word or product ("ms office", "pan left", "don t").
  static constexpr std::string_view kTitles[] = {
      "herr",    "herrn",  "frau",     "mr",     "mrs", "dr",    "prof",   "mme",
      "mlle",    "madame", "monsieur", "sr",     "sra", "senor", "senora", "signor",
      "signora", "dott",   "mevrouw",  "meneer", "dhr", "pani",  "fru",    "dona"};
  const auto tokens = scanned.tokens();
  if (i == 0 || (tokens[i - 1].context & kCtxTitle) == 0 || tokens[i].size() < 4 ||
      (tokens[i].name & kOrdinaryWord) != 0 || tokens[i].context != 0) {
    return false;
  }
  const Token& title = tokens[i - 1];
  const std::string_view word = scanned.lower().substr(title.begin, title.size());
  const std::string_view gap = scanned.text().substr(title.end, tokens[i].begin - title.end);
  return title.shape == WordShape::kLower && title.size() >= 2 && (gap == " " || gap == ". ") &&
         std::find(std::begin(kTitles), std::end(kTitles), word) != std::end(kTitles) &&
         (scanned.kind() == TextKind::kText || scanned.kind() == TextKind::kValue);
}

// "max.mustermann", "erika_musterfrau", "patricia p. desrosiers": both words known, none ordinary.
// Returns the last token of the name, or `first` when there is none.
size_t FindLowerName(const ScannedText& scanned, size_t first, bool prose, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  const Token& given = tokens[first];
  if (given.size() < 3) return first;
  const uint8_t one = given.name;
  if ((one & kGivenName) == 0 || (one & kOrdinaryWord) != 0) return first;
  size_t second = first + 1;
  const bool initial = second + 1 < tokens.size() && tokens[second].kind == TokenKind::kWord &&
                       tokens[second].size() == 1 && tokens[second].begin == given.end + 1 &&
                       tokens[second + 1].begin <= tokens[second].end + 2;
  if (initial) ++second;
  if (second < tokens.size() && tokens[second].kind == TokenKind::kWord &&
      tokens[second].shape == WordShape::kLower && tokens[second].size() >= 3 &&
      (initial || tokens[second].begin == given.end + 1)) {
    const char gap = text[given.end];
    const bool joined = gap == '.' || gap == '_' || gap == '-' || gap == '+';
    const uint8_t two = tokens[second].name;
    const bool family = (two & (kFamilyName | kRareFamilyName)) != 0 && (two & kOrdinaryWord) == 0;
    const bool unknown =
        two == 0 &&
        (initial || joined ||
         HasFamilyEnding(scanned.lower().substr(tokens[second].begin, tokens[second].size())));
    // On screens two small words that happen to be names are rather words of a language that the
    // vocabulary lacks.
    const bool on_screen =
        scanned.kind() == TextKind::kWindowTitle || scanned.kind() == TextKind::kElementName;
    const bool announced = first > 0 && (tokens[first - 1].context &
                                         (kCtxSpeech | kCtxPerson | kCtxTitle | kCtxGreeting)) != 0;
    const bool words_only =
        gap == ' ' && !initial && on_screen && !announced && scanned.lower() != text;
    if ((gap == ' ' || joined) && (family || unknown) && !words_only) {
      const bool sure = joined || initial || (two & kFamilyName) != 0;
      AddCandidate(out, given.begin, tokens[second].end, FindingType::kPerson, sure ? 0.62f : 0.5f,
                   DetectRule::kPersonNames);
      return second;
    }
  }
  // A given name alone, in a sentence, next to a word that speaks of people.
  const bool before = first > 0 && (tokens[first - 1].context &
                                    (kCtxSpeech | kCtxPerson | kCtxTitle | kCtxGreeting)) != 0;
  // Where nothing has capitals, their absence says nothing.
  const bool caseless =
      prose && scanned.lower() == text && tokens.size() >= 4 && scanned.kind() == TextKind::kText;
  const bool role = first > 0 && (tokens[first - 1].context & kCtxPerson) != 0 &&
                    given.begin == tokens[first - 1].end + 1 && text[given.begin - 1] == ' ' &&
                    (tokens[first - 1].context & kCtxSpeech) == 0;
  const bool honorific = first + 1 < tokens.size() &&
                         (tokens[first + 1].context & kCtxHonorific) != 0 &&
                         tokens[first + 1].begin == given.end + 1;
  if ((prose && before && ((one & kFamilyName) != 0 || role)) || caseless || honorific) {
    AddCandidate(out, given.begin, given.end, FindingType::kPerson, 0.5f, DetectRule::kPersonNames);
  }
  return first;
}

// "van der Berg, Jan", "Kunde: de Mota": particles that begin a segment belong to the name after
// them.
size_t WithParticles(const ScannedText& scanned, size_t first, bool comma) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  size_t begin = first;
  while (begin > 0 && first - begin < 3 && tokens[begin].begin == tokens[begin - 1].end + 1 &&
         text[tokens[begin - 1].end] == ' ' &&
         ReadNamePart(scanned, begin - 1).kind == NameKind::kParticle) {
    --begin;
  }
  if (begin == first) return first;
  const size_t at = tokens[begin].begin;
  // "Herr von der Leithe"
  if (begin > 0 && (tokens[begin - 1].context & (kCtxTitle | kCtxGreeting)) != 0 &&
      text[at - 1] == ' ')
    return begin;
  const bool starts = at == 0 || (begin > 0 && text[at - 1] != ' ') ||
                      (at >= 2 && (text[at - 2] == ':' || text[at - 2] == '-' ||
                                   text[at - 2] == '|' || text[at - 2] == '('));
  return starts || comma ? begin : first;
}

// Who is named in full once is meant by a part of the name elsewhere in the text: candidates that
// are one word of a sure name become as sure.
void RepeatNames(const ScannedText& scanned, size_t first_candidate, Candidates& out) {
  constexpr size_t kMaxSure = 8;
  const std::string_view lower = scanned.lower();
  size_t sure_count = 0;
  std::string_view sure[kMaxSure];
  for (size_t i = first_candidate; i < out.size() && sure_count < kMaxSure; ++i) {
    if (out[i].score >= 0.6f)
      sure[sure_count++] = lower.substr(out[i].begin, out[i].end - out[i].begin);
  }
  for (size_t i = first_candidate; sure_count > 0 && i < out.size(); ++i) {
    if (out[i].score >= 0.5f) continue;
    const std::string_view part = lower.substr(out[i].begin, out[i].end - out[i].begin);
    for (size_t s = 0; s < sure_count; ++s) {
      const size_t at = part.size() >= 3 && part.size() < sure[s].size() ? sure[s].find(part)
                                                                         : std::string_view::npos;
      if (at == std::string_view::npos) continue;
      const size_t end = at + part.size();
      if ((at == 0 || !IsLetter(sure[s][at - 1])) &&
          (end == sure[s].size() || !IsLetter(sure[s][end]))) {
        out[i].score = 0.6f;
        break;
      }
    }
  }
}

// What stands between two names of a list.
bool IsListGap(std::string_view gap) {
  static constexpr std::string_view kGaps[] = {
      ", ",   " / ",  " & ",   "; ",    " and ", " und ", " et ", " y ",  " e ",
      " en ", " i ",  " og ",  " och ", " ja ",  " a ",   " es ", " ve ", " si ",
      " и ",  " та ", " και ", " <> ",  " vs ",  " vs. ", " ./. "};
  return std::find(std::begin(kGaps), std::end(kGaps), gap) != std::end(kGaps);
}

// "Torpy and Salinas", "Hleb, Sheila, Donna": what is listed with a person is one.
void CoordinateNames(const ScannedText& scanned, size_t first_candidate, Candidates& out) {
  const std::string_view lower = scanned.lower();
  const auto listed = [&](const Candidate& a, const Candidate& b) {
    if (b.begin < a.end) return false;
    return IsListGap(lower.substr(a.end, b.begin - a.end));
  };
  const auto raise = [](const Candidate& sure, Candidate& other) {
    if (sure.score >= 0.5f && other.score < 0.5f && other.score >= 0.15f) other.score = 0.5f;
  };
  for (size_t i = first_candidate; i + 1 < out.size(); ++i) {
    if (listed(out[i], out[i + 1])) raise(out[i], out[i + 1]);
  }
  for (size_t i = out.size(); i-- > first_candidate + 1;) {
    if (listed(out[i - 1], out[i])) raise(out[i], out[i - 1]);
  }
}

// An ordinary word with nothing around it that could make it the first word of a name: ReadRun()
// would read none. Most words of a text, so this decides how long the search takes.
bool BeginsNoName(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  constexpr ContextMask kAnnounces = kCtxNamed | kCtxTitle | kCtxGreeting | kCtxSpeech | kCtxPerson;
  if (tokens[i].shape == WordShape::kMixed || (tokens[i].column & kCtxPerson) != 0) return false;
  if (i > 0 && (tokens[i - 1].context & kAnnounces) != 0) return false;
  if (i + 1 < tokens.size() && tokens[i + 1].size() == 1) return false;  // rather an initial
  return IsOnlyOrdinaryWord(scanned, i);
}

}  // namespace

void FindPersons(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  if (scanned.kind() == TextKind::kIdentifier) return;
  const bool prose = IsProse(scanned);
  const NameSetting setting{.prose = prose,
                            .capitals_name = prose && OnlyNamesHaveCapitals(scanned)};
  const size_t first_candidate = out.size();
  for (size_t i = 0; i < tokens.size();) {
    if (tokens[i].kind != TokenKind::kWord) {
      ++i;
      continue;
    }
    if (tokens[i].shape == WordShape::kLower) {
      // "my name is vitoria"
      const bool named = i > 0 && (tokens[i - 1].context & kCtxNamed) != 0 &&
                         tokens[i].begin == tokens[i - 1].end + 1;
      if (named && tokens[i].size() >= 3 && (tokens[i].name & kOrdinaryWord) == 0) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.65f,
                     DetectRule::kPersonLabel);
      }
      if (IsMention(scanned, tokens[i])) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.55f,
                     DetectRule::kPersonNames);
      } else if (FollowsSmallTitle(scanned, i)) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.6f,
                     DetectRule::kPersonTitle);
      }
      i = FindLowerName(scanned, i, prose, out) + 1;
      continue;
    }
    if (BeginsNoName(scanned, i)) {
      ++i;
      continue;
    }
    const NameRun run =
        ReadRun(scanned, i,
                {.labelled = FollowsNameLabel(scanned, i), .capitals_name = setting.capitals_name});
    if (run.count == 0 || run.words == 0) {
      if (FindJoinedName(scanned, i)) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.65f,
                     DetectRule::kPersonNames);
      }
      ++i;
      continue;
    }
    DetectRule rule = DetectRule::kPersonNames;
    float score = ScoreName(scanned, run, setting, rule);
    size_t last = run.last_token();
    bool comma = false;
    if (const size_t given = AfterComma(scanned, run); given != 0) {
      const NameRun second = ReadRun(scanned, given);
      // "Alexis Rey, Baptiste Vincent": two whole names.
      const NameKind closes =
          second.count > 0 ? second.parts[second.count - 1].kind : NameKind::kNone;
      const bool whole = (run.words >= 2 || run.initials > 0) && second.words >= 2 &&
                         closes != NameKind::kGiven && closes != NameKind::kRareGiven;
      if (second.count > 0 && second.words <= 3 && !whole) {
        last = second.last_token();
        score = std::max(score, second.given > 0 ? 0.8f : 0.55f);
        rule = DetectRule::kPersonGrammar;
        comma = true;
      }
    }
    if (score > 0) {
      score = std::min(score, 1.0f);
      const size_t first = WithParticles(scanned, run.first_token(), comma);
      AddCandidate(out, tokens[first].begin, tokens[last].end, FindingType::kPerson, score, rule);
    }
    i = last + 1;
  }
  RepeatNames(scanned, first_candidate, out);
  if (scanned.kind() == TextKind::kText) CoordinateNames(scanned, first_candidate, out);
}

}  // namespace adit
