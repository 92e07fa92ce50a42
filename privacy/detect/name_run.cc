#include "privacy/detect/name_run.h"

#include <algorithm>

#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

void Count(NameRun& run) {
  for (size_t i = 0; i < run.count; ++i) {
    const NamePart& part = run.parts[i];
    if (part.kind == NameKind::kInitial) ++run.initials;
    if (part.kind == NameKind::kParticle) ++run.particles;
    if (part.kind == NameKind::kInitial || part.kind == NameKind::kParticle) continue;
    // A double family name is one word of evidence.
    if (part.hyphenated && i > 0 && part.kind >= NameKind::kFamily &&
        run.parts[i - 1].kind >= NameKind::kFamily)
      continue;
    ++run.words;
    run.capitals += part.all_caps;
    switch (part.kind) {
      case NameKind::kGiven:
        ++run.given;
        break;
      case NameKind::kGivenWeak:
        ++run.given_weak;
        break;
      case NameKind::kFamily:
        ++run.family;
        break;
      case NameKind::kFamilyWeak:
        ++run.family_weak;
        break;
      case NameKind::kRare:
        ++run.rare;
        break;
      case NameKind::kRareGiven:
        ++run.rare_given;
        break;
      default:
        ++run.unknown;
        break;
    }
  }
}

// What may stand between two words of one name.
bool JoinsNames(const ScannedText& scanned, size_t before, size_t after, bool initial) {
  const std::string_view text = scanned.text();
  const size_t from = scanned.tokens()[before].end;
  const size_t to = scanned.tokens()[after].begin;
  const std::string_view gap = text.substr(from, to - from);
  // "Reiserichtlinie_Mikitenko.pdf": a long word of a file's name does not begin a name.
  constexpr size_t kLongWord = 13;
  if (gap == "_" && scanned.tokens()[before].size() >= kLongWord) return false;
  if (gap == " " || gap == "-" || gap == "'" || gap == "_" || gap == "  ") return true;
  if (initial && (gap == ". " || gap == "." || gap == ".-")) return true;
  return gap == "." && scanned.kind() != TextKind::kText &&
         scanned.tokens()[after].shape != WordShape::kLower;
}

// "Ortega y Gasset" is one name, "Talita Siqueiro e Enzo Espinhosa" are two: after the word for
// "and" a given name, or a word that is no family name, begins another.
bool EndsBeforeConjunction(const ScannedText& scanned, size_t i) {
  const Token& token = scanned.tokens()[i];
  const std::string_view lower = scanned.lower().substr(token.begin, token.size());
  if (lower != "e" && lower != "y" && lower != "und") return false;
  if (i + 1 >= scanned.tokens().size()) return true;
  const NameKind next = ReadNamePart(scanned, i + 1).kind;
  if (next == NameKind::kParticle) return false;
  return lower == "und" || (next != NameKind::kFamily && next != NameKind::kFamilyWeak);
}

// Right after a greeting, a title or a word that announces a name.
bool NameIsDue(const ScannedText& scanned, size_t i) {
  if (i == 0) return false;
  const Token& before = scanned.tokens()[i - 1];
  if ((before.context & (kCtxNamed | kCtxTitle | kCtxGreeting)) == 0) return false;
  if ((scanned.tokens()[i].context & (kCtxTitle | kCtxGreeting)) != 0)
    return false;  // "Sehr geehrter Herr"
  const std::string_view gap =
      scanned.text().substr(before.end, scanned.tokens()[i].begin - before.end);
  return gap == " " || gap == ". " || gap == ": " || gap == ", ";
}

// Ends a phrase: "Hej Maja,", "achternaam Langes".
bool EndsPhrase(const ScannedText& scanned, size_t i) {
  const size_t end = scanned.tokens()[i].end;
  return end >= scanned.text().size() || scanned.text()[end] == ',' || scanned.text()[end] == '!' ||
         scanned.text()[end] == '\n';
}

// "voor Beurs, Amina": an ordinary word as family name, announced and followed by a given name.
bool BeforeGivenName(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  if (i == 0 || i + 1 >= tokens.size() || (tokens[i - 1].context & (kCtxSpeech | kCtxPerson)) == 0)
    return false;
  if (scanned.text().substr(tokens[i].end, tokens[i + 1].begin - tokens[i].end) != ", ")
    return false;
  return tokens[i].begin == tokens[i - 1].end + 1 &&
         ReadNamePart(scanned, i + 1).kind == NameKind::kGiven;
}

// "Mei Lombardi": a rare given name that is an ordinary word too, right before a family name.
bool BeforeFamilyName(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  if ((tokens[i].name & kRareGivenName) == 0 || i + 1 >= tokens.size()) return false;
  if (tokens[i].context != 0 || tokens[i + 1].begin != tokens[i].end + 1 ||
      scanned.text()[tokens[i].end] != ' ') {
    return false;
  }
  const NameKind next = ReadNamePart(scanned, i + 1).kind;
  return next == NameKind::kFamily || next == NameKind::kRare;
}

// Written with letters that nothing else in the text has: a word of another language, such as a
// name.
bool IsForeign(const ScannedText& scanned, size_t i) {
  const FoldedText& folded = scanned.folded();
  const Token& token = scanned.tokens()[i];
  const size_t original = folded.EndToOriginal(token.end) - folded.BeginToOriginal(token.begin);
  return original > token.size() &&
         folded.original().size() - folded.text().size() == original - token.size();
}

// "Valida M. Ibragimov", "Csanad P Gere": words with capitals around an initial are a name,
// ordinary or not.
bool BeforeInitial(const ScannedText& scanned, size_t first) {
  const auto tokens = scanned.tokens();
  if (first + 2 >= tokens.size() || tokens[first].shape != WordShape::kCapitalized ||
      tokens[first].size() < 3)
    return false;
  const bool joined = JoinsNames(scanned, first, first + 1, false) &&
                      JoinsNames(scanned, first + 1, first + 2, true);
  return joined && ReadNamePart(scanned, first + 1).kind == NameKind::kInitial &&
         ReadNamePart(scanned, first + 2).IsWord();
}

// "Der Wert", "Das Kind": articles are family names somewhere, too.
bool IsArticle(const ScannedText& scanned, size_t i) {
  static constexpr std::string_view kArticles[] = {"der", "die",  "das", "den", "dem",
                                                   "ein", "eine", "the", "een", "het",
                                                   "les", "une",  "gli", "los", "las"};
  const auto& token = scanned.tokens()[i];
  const std::string_view lower = scanned.lower().substr(token.begin, token.size());
  return std::find(std::begin(kArticles), std::end(kArticles), lower) != std::end(kArticles);
}

// "Lo", "La", "Di" before a word with a capital.
bool IsInnerParticle(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  const std::string_view lower = scanned.lower().substr(tokens[i].begin, tokens[i].size());
  if (lower != "lo" && lower != "la" && lower != "li" && lower != "di" && lower != "dal")
    return false;
  return tokens[i].shape == WordShape::kCapitalized && i + 1 < tokens.size() &&
         tokens[i + 1].shape == WordShape::kCapitalized &&
         tokens[i + 1].begin == tokens[i].end + 1 && scanned.text()[tokens[i].end] == ' ';
}

// "[#17] Status (Jara Mai) - Outlook": two words that are a segment of a title.
bool IsPairAlone(const ScannedText& scanned, size_t first, size_t second) {
  return second == first + 1 &&
         IsSegment(scanned.text(), scanned.tokens()[first].begin, scanned.tokens()[second].end);
}

}  // namespace

bool FollowsNameLabel(const ScannedText& scanned, size_t i) {
  if (i == 0) return false;
  const Token& before = scanned.tokens()[i - 1];
  if ((scanned.tokens()[i].column & kCtxPerson) != 0) {
    const std::string_view between =
        scanned.text().substr(before.end, scanned.tokens()[i].begin - before.end);
    return between.find_first_of(";,\t|\n") != std::string_view::npos;
  }
  if ((before.context & kCtxPerson) == 0) return false;
  const size_t gap = scanned.tokens()[i].begin - before.end;
  return gap <= 3 &&
         scanned.text().substr(before.end, gap).find_first_of(":=") != std::string_view::npos;
}

bool IsSegment(std::string_view text, size_t begin, size_t end) {
  const auto divides = [](std::string_view gap) {
    return gap.empty() || gap.find_first_of("|;:()[]{}<>\n\"\t/\\") != std::string_view::npos ||
           gap == " - ";
  };
  const size_t low = begin >= 3 ? begin - 3 : 0;
  return divides(text.substr(low, begin - low)) &&
         divides(text.substr(end, std::min<size_t>(3, text.size() - end)));
}

NameRun ReadRun(const ScannedText& scanned, size_t first, RunOptions options) {
  const bool labelled = options.labelled;
  NameRun run;
  const auto tokens = scanned.tokens();
  NamePart part = ReadNamePart(scanned, first);
  if (labelled && part.kind == NameKind::kNone && tokens[first].shape == WordShape::kCapitalized &&
      first + 1 < tokens.size() && ReadNamePart(scanned, first + 1).IsWord()) {
    part.kind = NameKind::kUnknown;
  }
  // "Hej Per", "etternavn Lie": where a name is due, a name that is an ordinary word too is one.
  if (part.kind == NameKind::kNone && tokens[first].shape == WordShape::kCapitalized) {
    if (NameIsDue(scanned, first) &&
        (EndsPhrase(scanned, first) || (tokens[first].name & ~kOrdinaryWord) != 0)) {
      part.kind = NameKind::kGivenWeak;
    } else if (BeforeFamilyName(scanned, first)) {
      part.kind = NameKind::kGivenWeak;
    } else if (BeforeGivenName(scanned, first)) {
      part.kind = NameKind::kUnknown;
    }
  }
  if (part.kind == NameKind::kNone && BeforeInitial(scanned, first)) part.kind = NameKind::kUnknown;
  if (!part.IsWord() && part.kind != NameKind::kInitial) return run;
  if (IsArticle(scanned, first) && !labelled && !NameIsDue(scanned, first)) return run;
  run.parts[run.count++] = part;
  for (size_t next = first + 1; next < tokens.size() && run.count < kMaxNameParts; ++next) {
    const bool after_initial = run.parts[run.count - 1].kind == NameKind::kInitial;
    if (!JoinsNames(scanned, next - 1, next, after_initial)) break;
    part = ReadNamePart(scanned, next);
    // "Fletcher Hill": a street's word after a given name is a family name.
    if (part.kind == NameKind::kNone && run.parts[run.count - 1].kind == NameKind::kGiven &&
        (tokens[next].context & kCtxStreet) != 0 && tokens[next].shape == WordShape::kCapitalized &&
        (tokens[next].name & kFamilyName) != 0) {
      part.kind = NameKind::kFamilyWeak;
    }
    if (labelled && part.kind == NameKind::kNone && tokens[next].shape == WordShape::kCapitalized) {
      part.kind = NameKind::kUnknown;
    }
    // "Marta Palermo", "Csanad P. Gere": an ordinary word where a family name is due.
    const NameKind before = run.parts[run.count - 1].kind;
    const bool after_given = (before == NameKind::kGiven || before == NameKind::kRareGiven) &&
                             (options.capitals_name || IsPairAlone(scanned, first, next));
    const bool rare_pair =
        before == NameKind::kGivenWeak && IsPairAlone(scanned, first, next) &&
        ((tokens[next].name & (kFamilyName | kRareFamilyName)) != 0 || IsForeign(scanned, next));
    if (part.kind == NameKind::kNone &&
        (after_given || rare_pair || (after_initial && run.count > 1)) &&
        tokens[next].size() >= 3 && tokens[next].shape == WordShape::kCapitalized &&
        (tokens[next].context & (kCtxStreet | kCtxOrganization)) == 0) {
      part.kind = NameKind::kFamilyWeak;
    }
    // "D'amico", "O'neil"
    if (part.kind == NameKind::kNone && after_initial &&
        scanned.text()[tokens[next].begin - 1] == '\'' && tokens[next].size() >= 3 &&
        run.count > 1) {
      part.kind = NameKind::kRare;
    }
    // "Giuseppe Lo Monaco", "Ana Di Stefano": a short word between a given name and another word.
    if (part.kind == NameKind::kNone && IsInnerParticle(scanned, next) && run.count == 1 &&
        (before == NameKind::kGiven || before == NameKind::kRareGiven)) {
      part.kind = NameKind::kParticle;
    }
    // … and that word, ordinary or not.
    if (part.kind == NameKind::kNone && before == NameKind::kParticle && run.count == 2 &&
        run.parts[0].kind == NameKind::kGiven && tokens[next].size() >= 3 &&
        tokens[next].shape == WordShape::kCapitalized &&
        (tokens[next].context & (kCtxStreet | kCtxOrganization)) == 0) {
      part.kind = NameKind::kFamilyWeak;
    }
    if (part.kind == NameKind::kNone) break;
    if (part.kind == NameKind::kParticle && EndsBeforeConjunction(scanned, next)) break;
    part.hyphenated = scanned.text()[tokens[next].begin - 1] == '-';
    if (part.hyphenated && before == NameKind::kParticle && next >= 2) {
      const std::string_view article =
          scanned.lower().substr(tokens[next - 1].begin, tokens[next - 1].size());
      run.arabic_article = run.arabic_article || article == "al" || article == "el";
    }
    run.parts[run.count++] = part;
  }
  while (run.count > 0 && !run.parts[run.count - 1].IsWord()) --run.count;
  Count(run);
  return run;
}

}  // namespace adit
