// Persons without a language model: gazetteers, capitals, titles, greetings, labels and the shapes in
// which names are written ("Last, First", "FIRST LAST", first.last, First_Last).
#include <algorithm>
#include <string>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"
#include "privacy/detect/name_parts.h"

namespace adit {
namespace {

constexpr size_t kMaxParts = 7;

// A run of words that could be one name.
struct NameRun {
  NamePart parts[kMaxParts];
  size_t count = 0;
  int given = 0;       // unambiguous
  int given_weak = 0;  // also ordinary words
  int family = 0;
  int family_weak = 0;
  int rare = 0;
  int rare_given = 0;
  int unknown = 0;
  int capitals = 0;    // words in capitals
  int words = 0;       // without initials and particles
  int initials = 0;
  int particles = 0;

  [[nodiscard]] size_t first_token() const { return parts[0].token; }
  [[nodiscard]] size_t last_token() const { return parts[count - 1].token; }
};

void Count(NameRun& run) {
  for (size_t i = 0; i < run.count; ++i) {
    const NamePart& part = run.parts[i];
    if (part.kind == NameKind::kInitial) ++run.initials;
    if (part.kind == NameKind::kParticle) ++run.particles;
    if (part.kind == NameKind::kInitial || part.kind == NameKind::kParticle) continue;
    // A double family name is one word of evidence.
    if (part.hyphenated && i > 0 && part.kind >= NameKind::kFamily && run.parts[i - 1].kind >= NameKind::kFamily) continue;
    ++run.words;
    run.capitals += part.all_caps;
    switch (part.kind) {
      case NameKind::kGiven: ++run.given; break;
      case NameKind::kGivenWeak: ++run.given_weak; break;
      case NameKind::kFamily: ++run.family; break;
      case NameKind::kFamilyWeak: ++run.family_weak; break;
      case NameKind::kRare: ++run.rare; break;
      case NameKind::kRareGiven: ++run.rare_given; break;
      default: ++run.unknown; break;
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
  return gap == "." && scanned.kind() != TextKind::kText && scanned.tokens()[after].shape != WordShape::kLower;
}

// "Ortega y Gasset" is one name, "Talita Siqueiro e Enzo Espinhosa" are two: after the word for "and"
// a given name, or a word that is no family name, begins another.
bool EndsBeforeConjunction(const ScannedText& scanned, size_t i) {
  const Token& token = scanned.tokens()[i];
  const std::string_view lower = scanned.lower().substr(token.begin, token.size());
  if (lower != "e" && lower != "y" && lower != "und") return false;
  if (i + 1 >= scanned.tokens().size()) return true;
  const NameKind next = ReadNamePart(scanned, i + 1).kind;
  if (next == NameKind::kParticle) return false;
  return lower == "und" || (next != NameKind::kFamily && next != NameKind::kFamilyWeak);
}

// "Name: …", "Kunde = …" right before.
bool FollowsNameLabel(const ScannedText& scanned, size_t i) {
  if (i == 0) return false;
  const Token& before = scanned.tokens()[i - 1];
  if ((before.context & kCtxPerson) == 0) return false;
  const size_t gap = scanned.tokens()[i].begin - before.end;
  return gap <= 3 && scanned.text().substr(before.end, gap).find_first_of(":=") != std::string_view::npos;
}

// Right after a greeting, a title or a word that announces a name.
bool NameIsDue(const ScannedText& scanned, size_t i) {
  if (i == 0) return false;
  const Token& before = scanned.tokens()[i - 1];
  if ((before.context & (kCtxNamed | kCtxTitle | kCtxGreeting)) == 0) return false;
  if ((scanned.tokens()[i].context & (kCtxTitle | kCtxGreeting)) != 0) return false;  // "Sehr geehrter Herr"
  const std::string_view gap = scanned.text().substr(before.end, scanned.tokens()[i].begin - before.end);
  return gap == " " || gap == ". " || gap == ": " || gap == ", ";
}

// Ends a phrase: "Hej Maja,", "achternaam Langes".
bool EndsPhrase(const ScannedText& scanned, size_t i) {
  const size_t end = scanned.tokens()[i].end;
  return end >= scanned.text().size() || scanned.text()[end] == ',' || scanned.text()[end] == '!' || scanned.text()[end] == '\n';
}

// "voor Beurs, Amina": an ordinary word as family name, announced and followed by a given name.
bool BeforeGivenName(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  if (i == 0 || i + 1 >= tokens.size() || (tokens[i - 1].context & (kCtxSpeech | kCtxPerson)) == 0) return false;
  if (scanned.text().substr(tokens[i].end, tokens[i + 1].begin - tokens[i].end) != ", ") return false;
  return tokens[i].begin == tokens[i - 1].end + 1 && ReadNamePart(scanned, i + 1).kind == NameKind::kGiven;
}

// "Valida M. Ibragimov", "Csanad P Gere": words with capitals around an initial are a name, ordinary or not.
bool BeforeInitial(const ScannedText& scanned, size_t first) {
  const auto tokens = scanned.tokens();
  if (first + 2 >= tokens.size() || tokens[first].shape != WordShape::kCapitalized || tokens[first].size() < 3) return false;
  const bool joined = JoinsNames(scanned, first, first + 1, false) && JoinsNames(scanned, first + 1, first + 2, true);
  return joined && ReadNamePart(scanned, first + 1).kind == NameKind::kInitial && ReadNamePart(scanned, first + 2).IsWord();
}

// Bounded on both sides by the ends of the text or by what divides parts of a title.
bool IsSegment(std::string_view text, size_t begin, size_t end) {
  const auto divides = [](std::string_view gap) {
    return gap.empty() || gap.find_first_of("|;:()[]{}<>\n\"\t/\\") != std::string_view::npos || gap == " - ";
  };
  const size_t low = begin >= 3 ? begin - 3 : 0;
  return divides(text.substr(low, begin - low)) && divides(text.substr(end, std::min<size_t>(3, text.size() - end)));
}

// "[#17] Status (Jara Mai) - Outlook": two words that are a segment of a title.
bool IsPairAlone(const ScannedText& scanned, size_t first, size_t second) {
  return second == first + 1 && IsSegment(scanned.text(), scanned.tokens()[first].begin, scanned.tokens()[second].end);
}

struct RunOptions {
  bool labelled = false;       // a label says that a name follows, so ordinary words may be part of it
  bool capitals_name = false;  // only names have capitals in this text
};

NameRun ReadRun(const ScannedText& scanned, size_t first, RunOptions options = {}) {
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
    if (NameIsDue(scanned, first) && (EndsPhrase(scanned, first) || (LookUpName(tokens[first].hash) & ~kOrdinaryWord) != 0)) {
      part.kind = NameKind::kGivenWeak;
    } else if (BeforeGivenName(scanned, first)) {
      part.kind = NameKind::kUnknown;
    }
  }
  if (part.kind == NameKind::kNone && BeforeInitial(scanned, first)) part.kind = NameKind::kUnknown;
  if (!part.IsWord() && part.kind != NameKind::kInitial) return run;
  run.parts[run.count++] = part;
  for (size_t next = first + 1; next < tokens.size() && run.count < kMaxParts; ++next) {
    const bool after_initial = run.parts[run.count - 1].kind == NameKind::kInitial;
    if (!JoinsNames(scanned, next - 1, next, after_initial)) break;
    part = ReadNamePart(scanned, next);
    // "Fletcher Hill": a street's word after a given name is a family name.
    if (part.kind == NameKind::kNone && run.parts[run.count - 1].kind == NameKind::kGiven &&
        (tokens[next].context & kCtxStreet) != 0 && tokens[next].shape == WordShape::kCapitalized &&
        (LookUpName(tokens[next].hash) & kFamilyName) != 0) {
      part.kind = NameKind::kFamilyWeak;
    }
    if (labelled && part.kind == NameKind::kNone && tokens[next].shape == WordShape::kCapitalized) {
      part.kind = NameKind::kUnknown;
    }
    // "Marta Palermo", "Csanad P. Gere": an ordinary word where a family name is due.
    const NameKind before = run.parts[run.count - 1].kind;
    const bool after_given = (before == NameKind::kGiven || before == NameKind::kRareGiven) &&
                             (options.capitals_name || IsPairAlone(scanned, first, next));
    if (part.kind == NameKind::kNone && (after_given || (after_initial && run.count > 1)) && tokens[next].size() >= 3 &&
        tokens[next].shape == WordShape::kCapitalized && (tokens[next].context & (kCtxStreet | kCtxOrganization)) == 0) {
      part.kind = NameKind::kFamilyWeak;
    }
    // "D'amico", "O'neil"
    if (part.kind == NameKind::kNone && after_initial && scanned.text()[tokens[next].begin - 1] == '\'' &&
        tokens[next].size() >= 3 && run.count > 1) {
      part.kind = NameKind::kRare;
    }
    if (part.kind == NameKind::kNone) break;
    if (part.kind == NameKind::kParticle && EndsBeforeConjunction(scanned, next)) break;
    part.hyphenated = scanned.text()[tokens[next].begin - 1] == '-';
    run.parts[run.count++] = part;
  }
  while (run.count > 0 && !run.parts[run.count - 1].IsWord()) --run.count;
  Count(run);
  return run;
}

struct Surroundings {
  bool title = false;
  bool greeting = false;
  bool signature = false;   // on the line after a greeting
  bool label = false;       // "Name:", "Kunde ="
  bool weak_label = false;  // "Kunde Max …", or a field labelled so
  bool speech = false;      // says, lives, met
  bool subject = false;     // is, was, has
  bool named = false;       // "my name is"
  bool organization = false;
  bool street = false;
  bool number_after = false;
  bool prose = false;
  bool free_text = false;   // no title, label, URL or path
  bool mail_after = false;
  bool contact = false;     // followed by a word for telephone, mail or birth
  bool role_after = false;  // "Antall, Gyala - Mitarbeiter"
  bool long_word = false;   // one word, too long for a name
  bool place = false;       // "in", "from": rather a place
  bool firm = false;        // "The Davis, …"
  bool file_end = false;    // the last word of "Vertrag_Mueller.pdf"
  bool after_long = false;  // the word before is too long for a name
  bool joined = false;      // an underscore on one side
  bool alone = false;       // a segment of its own, between separators
  bool inner = false;       // and neither the first nor the last; short words
  bool capitals_name = false;  // a sentence in which no ordinary word has a capital
};

bool IsPlacePreposition(std::string_view lower) {
  static constexpr std::string_view kWords[] = {"in", "from", "at", "near", "aus", "nach", "à",
                                                "en", "desde", "a", "uit", "te", "w", "z", "em", "i",
                                                "na", "ad", "vers", "outside", "around", "till"};
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

// "From:" and "To:" are labels, "to" and "from" are not.
bool IsDirection(std::string_view lower) { return lower == "to" || lower == "from"; }

// Between other segments of a title, and of short words: what stands there is a document, a customer or a person; long
// words are compounds of German and Dutch.
bool IsInner(const ScannedText& scanned, size_t first, size_t past) {
  constexpr size_t kMaxNameLetters = 13;
  const auto tokens = scanned.tokens();
  if (scanned.kind() != TextKind::kWindowTitle || first == 0 || past >= tokens.size()) return false;
  for (size_t i = first; i < past; ++i) {
    if (tokens[i].size() > kMaxNameLetters) return false;
  }
  return true;
}

Surroundings Look(const ScannedText& scanned, const NameRun& run, bool prose, bool capitals_name) {
  Surroundings around;
  around.prose = prose;
  around.capitals_name = capitals_name;
  around.free_text = scanned.kind() == TextKind::kText || scanned.kind() == TextKind::kValue;
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  const size_t first = run.first_token();
  const size_t past = run.last_token() + 1;
  if (first > 0) {
    const Token& before = tokens[first - 1];
    const std::string_view gap = text.substr(before.end, tokens[first].begin - before.end);
    const std::string_view word = scanned.lower().substr(before.begin, before.size());
    const bool near = gap.size() <= 3 && gap.find('|') == std::string_view::npos && gap.find('\n') == std::string_view::npos;
    const bool direct = gap == " " || gap == ". " || gap == "." || gap == "_" || gap == "-";
    around.title = direct && (before.context & kCtxTitle) != 0;
    const bool next_line = gap.size() <= 4 && gap.find_first_not_of(" ,.!\n\r") == std::string_view::npos;
    around.greeting = next_line && (before.context & kCtxGreeting) != 0;
    around.signature = around.greeting && gap.find('\n') != std::string_view::npos;
    const bool colon = gap.find_first_of(":=?") != std::string_view::npos;
    around.label = near && colon && (before.context & kCtxPerson) != 0;
    around.weak_label = direct && gap != "-" && (before.context & kCtxPerson) != 0 && !IsDirection(word);
    // "Klant 4711 Fira Salij"
    if (before.kind == TokenKind::kNumber && gap == " " && first > 1 && tokens[first - 2].end + 1 == before.begin) {
      around.weak_label = (tokens[first - 2].context & kCtxPerson) != 0;
    }
    around.firm = gap == " " && word == "the" && before.shape == WordShape::kCapitalized;
    around.place = gap == " " && (IsPlacePreposition(word) || word == "from" || (word == "to" && run.given == 0 && run.words < 2));
    around.named = direct && (before.context & kCtxNamed) != 0;
    around.speech = near && (before.context & kCtxSpeech) != 0 && before.shape == WordShape::kLower;
  }
  if (past < tokens.size()) {
    const Token& after = tokens[past];
    const std::string_view gap = text.substr(tokens[past - 1].end, after.begin - tokens[past - 1].end);
    const bool direct = gap == " " || gap == "-" || gap == ", " || gap == " & ";
    const bool divided = gap == ", " || gap == " - " || gap == " (" || gap == " | " || gap == "; ";
    // "Gyala Antall, Telefon 030 …", "Antall, Gyala - Mitarbeiter"
    around.contact = divided && (after.context & (kCtxPhone | kCtxEmail | kCtxBirth)) != 0;
    around.role_after = gap == " - " && (after.context & kCtxPerson) != 0;
    around.organization = direct && (after.context & kCtxOrganization) != 0;
    around.street = gap == " " && (after.context & kCtxStreet) != 0;
    around.number_after = gap == " " && after.kind == TokenKind::kNumber && after.size() <= 4;
    around.speech = around.speech || (gap == " " && (after.context & kCtxSpeech) != 0 && after.shape == WordShape::kLower);
    around.subject = gap == " " && (after.context & kCtxSubject) != 0;
    around.mail_after = gap.find('<') != std::string_view::npos || gap.find('(') != std::string_view::npos
                            ? text.find('@', after.begin) != std::string_view::npos
                            : false;
  }
  const size_t begin = tokens[first].begin;
  const size_t end = tokens[past - 1].end;
  constexpr size_t kLongWord = 13;
  around.long_word = run.words == 1 && run.unknown == 1 && tokens[first].size() >= kLongWord;
  around.after_long = first > 0 && tokens[first - 1].size() >= kLongWord;
  const bool before_joins = begin > 0 && text[begin - 1] == '_';
  around.joined = before_joins || (end < text.size() && text[end] == '_');
  around.file_end = before_joins && past < tokens.size() && text[end] == '.' && tokens[past].begin == end + 1 &&
                    tokens[past].shape == WordShape::kLower && tokens[past].size() >= 3 && tokens[past].size() <= 4;
  around.alone = IsSegment(text, tokens[first].begin, tokens[past - 1].end);
  around.inner = around.alone && IsInner(scanned, first, past);
  if ((scanned.label_context() & kCtxPerson) != 0 && scanned.tokens().size() <= 6) around.label = true;
  return around;
}

// How far the words alone look like a name, 0 to 1.
float OwnEvidence(const NameRun& run) {
  const int strong = run.given + run.family;
  const int any_given = run.given + run.given_weak;
  const int any_family = run.family + run.family_weak + run.rare;
  if (run.words == 1) {
    if (run.initials > 0 && (strong > 0 || run.rare > 0)) return 0.6f;  // "J. Smith"
    if (run.initials > 0 && run.parts[0].kind == NameKind::kInitial) {  // "K. Wittl", "E. Lie"
      return run.unknown + run.family_weak + run.given_weak + run.rare_given > 0 ? 0.46f : 0.2f;
    }
    if (run.given > 0) return 0.56f;
    if (run.family > 0) return 0.45f;
    if (run.rare_given > 0) return 0.42f;
    if (run.given_weak > 0) return 0.3f;
    if (run.rare + run.family_weak > 0) return 0.25f;
    return 0.2f;
  }
  if (run.given > 0 && any_family > 0) return 0.88f;
  // "Csanad P. Gere": an initial between two words is a name's, known or not.
  if (run.words == 2 && run.count == 3 && run.parts[1].kind == NameKind::kInitial) return 0.68f;
  if (run.given > 0 && run.unknown > 0) return 0.75f;
  if (run.given > 1) return 0.75f;
  if (run.given > 0) return 0.65f;
  if (run.given_weak > 0 && run.family > 0) return 0.72f;
  if (run.rare_given > 0 && any_family > 0) return run.family > 0 || run.rare > 0 ? 0.7f : 0.55f;
  if (run.family > 0 && run.unknown > 0) return 0.49f;
  if (run.rare_given > 1) return 0.5f;
  if (run.rare > 0 && run.unknown > 0) return 0.42f;
  if (run.rare_given > 0 && run.unknown > 0) return 0.42f;
  if (run.family > 1 || (run.family > 0 && run.rare > 0)) return 0.55f;
  if (run.given_weak > 0 && (run.family_weak > 0 || run.rare > 0) && run.words == 2) return 0.52f;
  if (run.given_weak > 0 && run.unknown > 0 && run.words == 2) return 0.5f;
  if (any_given + any_family > 0) return 0.35f;
  return 0.2f;
}

float Score(const NameRun& run, const Surroundings& around, DetectRule& rule) {
  rule = DetectRule::kPersonNames;
  float score = OwnEvidence(run);
  const bool some_name = run.given + run.given_weak + run.family + run.family_weak + run.rare + run.rare_given > 0;
  if (around.title) {
    rule = DetectRule::kPersonTitle;
    return std::max(score, 0.9f);
  }
  if (around.named && run.words <= 3) {
    rule = DetectRule::kPersonLabel;
    return std::max(score, 0.7f);
  }
  if (around.organization || around.street) return score - 0.5f;
  if (around.label) {
    rule = DetectRule::kPersonLabel;
    return std::max(score, run.words <= 4 ? 0.75f : 0.4f);
  }
  if (around.mail_after && run.words <= 3 && !around.long_word) return std::max(score, 0.75f);
  if ((around.contact || around.role_after) && score < 0.5f) {
    score += some_name && run.words <= 3 ? 0.2f : run.unknown == 2 && run.words == 2 ? 0.32f : 0;
  }
  if (around.greeting && run.words <= 2) {
    rule = DetectRule::kPersonTitle;
    score = std::max(score, some_name ? 0.8f : 0.55f);
  }
  if (around.weak_label && some_name) {
    rule = DetectRule::kPersonLabel;
    score += 0.2f;
  } else if (around.weak_label && run.unknown == 2 && run.words == 2) {
    score += 0.32f;
  }
  if (around.signature && run.words >= 2 && run.words <= 4) score = std::max(score, 0.7f);
  if (around.speech) score += some_name ? 0.15f : run.unknown == 2 && run.words == 2 ? 0.32f : 0.1f;
  // Where only names have capitals, two unknown words with capitals are one.
  if (around.capitals_name && !around.place && !around.firm && run.words >= 2 && run.words <= 3 && score < 0.5f) score += 0.31f;
  if (around.capitals_name && run.initials > 0 && run.words == 1 && score < 0.5f) score += 0.1f;
  if (around.subject && some_name && around.prose) score += 0.1f;
  if (run.words == 1 && around.prose && !around.place && run.family > 0) score += 0.04f;
  if (around.file_end && run.words <= 2 && (some_name || !around.after_long)) score = std::max(score, 0.62f);
  if (around.joined && run.words == 1 && run.family > 0) score += 0.16f;
  if (run.words == 1 && run.initials == 0 && around.place) score -= run.given == 0 ? 0.15f : 0.08f;
  if (run.words == 1 && around.firm) score -= 0.2f;
  if (run.words == 1 && !around.prose && run.given == 0) score -= 0.1f;
  // "Soto del Barco": a particle without a given name is rather a place.
  if (run.particles > 0 && run.given + run.given_weak + run.rare_given == 0) score -= 0.2f;
  if (run.words >= 2 && run.words <= 3 && around.alone && some_name) score += 0.12f;
  if (run.unknown == 2 && run.words == 2 && around.alone && (around.free_text || around.inner) && run.capitals == 0) score += 0.3f;
  if (run.words == 2 && run.unknown == 1 && around.alone && some_name && score < 0.5f) score += 0.05f;
  if (run.capitals == run.words && run.words > 0) score -= run.words == 1 ? 0.25f : 0.1f;
  if (around.number_after) score -= 0.2f;
  return score;
}

// Sentences, as opposed to titles and labels: several lower-case words.
bool IsProse(const ScannedText& scanned) {
  if (scanned.kind() == TextKind::kUrl || scanned.kind() == TextKind::kPath ||
      scanned.kind() == TextKind::kIdentifier) {
    return false;
  }
  size_t lower = 0;
  for (const Token& token : scanned.tokens()) {
    lower += token.kind == TokenKind::kWord && token.shape == WordShape::kLower;
  }
  return lower >= (scanned.kind() == TextKind::kText ? 2u : 3u);
}

// Sentences of a language that writes its nouns small: none of the ordinary words inside has a capital.
// German ones, and titles in capitals, fail this.
bool OnlyNamesHaveCapitals(const ScannedText& scanned) {
  constexpr size_t kMinOrdinary = 4;
  const auto tokens = scanned.tokens();
  size_t ordinary = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kWord || tokens[i].size() < 2) continue;
    if (tokens[i].shape == WordShape::kLower) {
      ++ordinary;
      continue;
    }
    const bool inside = i > 0 && tokens[i - 1].shape == WordShape::kLower && tokens[i].begin == tokens[i - 1].end + 1;
    if (inside && LookUpName(tokens[i].hash) == kOrdinaryWord) return false;
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
  const bool and_word = word == "and" || word == "und" || word == "et" || word == "y" || word == "e" ||
                        word == "en" || word == "i";
  return gap_before(second + 1) == " " && and_word && tokens[second + 2].shape != WordShape::kLower;
}

// "Mustermann, Max": the second run after a comma, when it begins with a given name.
size_t AfterComma(const ScannedText& scanned, const NameRun& run) {
  const auto tokens = scanned.tokens();
  const size_t next = run.last_token() + 1;
  if (next >= tokens.size() || run.words > 3) return 0;
  // "Taylor, Ryan": many family names are given names too; then the first word must be one of them.
  const bool family = (LookUpName(tokens[run.last_token()].hash) & (kFamilyName | kRareFamilyName)) != 0;
  if (run.given + run.rare_given > 0 && !family) return 0;
  if (IsListed(scanned, run.first_token(), next)) return 0;
  if (run.family + run.rare + run.unknown + run.family_weak == 0 && !family) return 0;
  const std::string_view gap =
      scanned.text().substr(tokens[next - 1].end, tokens[next].begin - tokens[next - 1].end);
  if (gap != ", " && gap != ",") return 0;
  const NamePart part = ReadNamePart(scanned, next);
  if (part.kind == NameKind::kGiven || part.kind == NameKind::kGivenWeak || part.kind == NameKind::kRareGiven) return next;
  // "per Bianchi, Gianriccardo": announced, a family name, and a word in no table.
  if (FollowsNameLabel(scanned, run.first_token()) && run.words == 1 && part.IsWord()) return next;  // "Patient: Koper, Jakubina"
  // "Antall, Gyala - Mitarbeiter - ERP"
  const bool role_follows = next + 1 < tokens.size() && (tokens[next + 1].context & kCtxPerson) != 0 &&
                            scanned.text().substr(tokens[next].end, tokens[next + 1].begin - tokens[next].end) == " - ";
  if (role_follows && run.words <= 2 && part.IsWord()) return next;
  const bool announced = run.first_token() > 0 && (tokens[run.first_token() - 1].context & (kCtxSpeech | kCtxPerson)) != 0;
  return announced && run.words == 1 && run.family + run.rare > 0 && part.IsWord() ? next : 0;
}

// "max.mustermann", "erika_musterfrau", "patricia p. desrosiers": both words known, none ordinary.
// Returns the last token of the name, or `first` when there is none.
size_t FindLowerName(const ScannedText& scanned, size_t first, bool prose, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  const Token& given = tokens[first];
  if (given.size() < 3) return first;
  const uint8_t one = LookUpName(given.hash);
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
    const uint8_t two = LookUpName(tokens[second].hash);
    const bool family = (two & (kFamilyName | kRareFamilyName)) != 0 && (two & kOrdinaryWord) == 0;
    const bool unknown = two == 0 && (initial || joined ||
                                      HasFamilyEnding(scanned.lower().substr(tokens[second].begin, tokens[second].size())));
    if ((gap == ' ' || joined) && (family || unknown)) {
      const bool sure = joined || initial || (two & kFamilyName) != 0;
      AddCandidate(out, given.begin, tokens[second].end, FindingType::kPerson, sure ? 0.62f : 0.5f,
                   DetectRule::kPersonNames);
      return second;
    }
  }
  // A given name alone, in a sentence, next to a word that speaks of people.
  const bool before = first > 0 && (tokens[first - 1].context & (kCtxSpeech | kCtxPerson | kCtxTitle | kCtxGreeting)) != 0;
  // Where nothing has capitals, their absence says nothing.
  const bool caseless = prose && scanned.lower() == text && tokens.size() >= 4 && scanned.kind() == TextKind::kText;
  if ((prose && before && (one & kFamilyName) != 0) || caseless) {
    AddCandidate(out, given.begin, given.end, FindingType::kPerson, 0.5f, DetectRule::kPersonNames);
  }
  return first;
}

// "van der Berg, Jan", "Kunde: de Mota": particles that begin a segment belong to the name after them.
size_t WithParticles(const ScannedText& scanned, size_t first, bool comma) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  size_t begin = first;
  while (begin > 0 && first - begin < 3 && tokens[begin].begin == tokens[begin - 1].end + 1 &&
         text[tokens[begin - 1].end] == ' ' && ReadNamePart(scanned, begin - 1).kind == NameKind::kParticle) {
    --begin;
  }
  if (begin == first) return first;
  const size_t at = tokens[begin].begin;
  const bool starts = at == 0 || (begin > 0 && text[at - 1] != ' ') ||
                      (at >= 2 && (text[at - 2] == ':' || text[at - 2] == '-' || text[at - 2] == '|' || text[at - 2] == '('));
  return starts || comma ? begin : first;
}

// Who is named in full once is meant by a part of the name elsewhere in the text: candidates that are
// one word of a sure name become as sure.
void RepeatNames(const ScannedText& scanned, size_t first_candidate, Candidates& out) {
  constexpr size_t kMaxSure = 8;
  const std::string_view lower = scanned.lower();
  size_t sure_count = 0;
  std::string_view sure[kMaxSure];
  for (size_t i = first_candidate; i < out.size() && sure_count < kMaxSure; ++i) {
    if (out[i].score >= 0.6f) sure[sure_count++] = lower.substr(out[i].begin, out[i].end - out[i].begin);
  }
  for (size_t i = first_candidate; sure_count > 0 && i < out.size(); ++i) {
    if (out[i].score >= 0.5f) continue;
    const std::string_view part = lower.substr(out[i].begin, out[i].end - out[i].begin);
    for (size_t s = 0; s < sure_count; ++s) {
      const size_t at = part.size() >= 3 && part.size() < sure[s].size() ? sure[s].find(part) : std::string_view::npos;
      if (at == std::string_view::npos) continue;
      const size_t end = at + part.size();
      if ((at == 0 || !IsLetter(sure[s][at - 1])) && (end == sure[s].size() || !IsLetter(sure[s][end]))) {
        out[i].score = 0.6f;
        break;
      }
    }
  }
}

// "Torpy and Salinas", "Hleb, Sheila, Donna": what is listed with a person is one.
void CoordinateNames(const ScannedText& scanned, size_t first_candidate, Candidates& out) {
  const std::string_view lower = scanned.lower();
  const auto listed = [&](const Candidate& a, const Candidate& b) {
    if (b.begin < a.end) return false;
    const std::string_view gap = lower.substr(a.end, b.begin - a.end);
    return gap == ", " || gap == " and " || gap == " und " || gap == " et " || gap == " y " || gap == " e " || gap == " en " || gap == " i ";
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

}  // namespace

void FindPersons(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  if (scanned.kind() == TextKind::kIdentifier) return;
  const bool prose = IsProse(scanned);
  const bool capitals_name = prose && OnlyNamesHaveCapitals(scanned);
  const size_t first_candidate = out.size();
  for (size_t i = 0; i < tokens.size();) {
    if (tokens[i].kind != TokenKind::kWord) {
      ++i;
      continue;
    }
    if (tokens[i].shape == WordShape::kLower) {
      // "my name is vitoria"
      const bool named = i > 0 && (tokens[i - 1].context & kCtxNamed) != 0 && tokens[i].begin == tokens[i - 1].end + 1;
      if (named && tokens[i].size() >= 3 && (LookUpName(tokens[i].hash) & kOrdinaryWord) == 0) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.65f, DetectRule::kPersonLabel);
      }
      i = FindLowerName(scanned, i, prose, out) + 1;
      continue;
    }
    const NameRun run = ReadRun(scanned, i, {.labelled = FollowsNameLabel(scanned, i), .capitals_name = capitals_name});
    if (run.count == 0 || run.words == 0) {
      if (FindJoinedName(scanned, i)) {
        AddCandidate(out, tokens[i].begin, tokens[i].end, FindingType::kPerson, 0.65f,
                     DetectRule::kPersonNames);
      }
      ++i;
      continue;
    }
    DetectRule rule = DetectRule::kPersonNames;
    float score = Score(run, Look(scanned, run, prose, capitals_name), rule);
    size_t last = run.last_token();
    bool comma = false;
    if (const size_t given = AfterComma(scanned, run); given != 0) {
      const NameRun second = ReadRun(scanned, given);
      // "Alexis Rey, Baptiste Vincent": two whole names.
      const NameKind closes = second.count > 0 ? second.parts[second.count - 1].kind : NameKind::kNone;
      const bool whole = (run.words >= 2 || run.initials > 0) && second.words >= 2 && closes != NameKind::kGiven &&
                         closes != NameKind::kRareGiven;
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
