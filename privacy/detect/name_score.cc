#include "privacy/detect/name_score.h"

#include <algorithm>

#include "privacy/detect/gazetteer.h"
#include "privacy/detect/word_set.h"

namespace adit {
namespace {

struct Surroundings {
  bool title = false;
  bool honorific = false;  // "Arvind sir", "Tanaka-san"
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
  bool phrase_ends = false;  // by a small word that is no ordinary one's ending, or a sign
  bool speaker = false;      // "Anna: what a day" at the begin of a line
  bool prose = false;
  bool free_text = false;  // no title, label, URL or path
  bool mail_after = false;
  bool contact = false;        // followed by a word for telephone, mail or birth
  bool role_after = false;     // "Antall, Gyala - Mitarbeiter"
  bool long_word = false;      // one word, too long for a name
  bool place = false;          // "in", "from": rather a place
  bool firm = false;           // "The Davis, …"
  bool file_end = false;       // the last word of "Vertrag_Mueller.pdf"
  bool after_long = false;     // the word before is too long for a name
  bool joined = false;         // an underscore on one side
  bool alone = false;          // a segment of its own, between separators
  bool inner = false;          // and neither the first nor the last; short words
  bool capitals_name = false;  // a sentence in which no ordinary word has a capital
  bool in_file_name = false;   // between underscores of a file's name
  bool ends_segment = false;   // of a window title, after another word of it
  bool some_small = false;     // the text has small letters elsewhere
  bool begins_phrase = false;  // of a title or label, and goes on with a small word: "Mark as read"
  bool acts = false;           // begins a sentence or clause and goes on with a small word
  bool after_speaker = false;  // begins what somebody writes in a chat: "Mette: Olsen kommer"
  bool thing = false;          // after "im", "zum": an article, so no name
  bool city = false;           // rather one than a given name
  bool half = false;           // joined by a hyphen to a word with a capital that is no given name
  bool in_clause = false;      // after a small word, so that the capital says something
  bool case_file = false;      // "Dossier Lambert - …", at the end of a part of a title
};

bool IsPlacePreposition(std::string_view lower) {
  static constexpr std::string_view kWords[] = {
      "in", "from", "at", "near", "aus", "nach", "à",  "en",   "desde",   "a",      "uit",
      "te", "w",    "z",  "em",   "i",   "na",   "ad", "vers", "outside", "around", "till"};
  for (const std::string_view preposition : kWords) {
    if (preposition.size() == lower.size() && preposition[0] == lower[0] && preposition == lower) {
      return true;
    }
  }
  return false;
}

// "From:" and "To:" are labels, "to" and "from" are not.
bool IsDirection(std::string_view lower) { return lower == "to" || lower == "from"; }

// A part of a title ends at `end`, or the extension of a file begins.
bool EndsPart(std::string_view text, size_t end) {
  if (end >= text.size() || text.substr(end, 3) == " - " || text.substr(end, 3) == " | ")
    return true;
  return text[end] == '.' && end + 1 < text.size() && IsLower(text[end + 1]);
}

// Between other segments of a title, and of short words: what stands there is a document, a
// customer or a person; long words are compounds of German and Dutch.
bool IsInner(const ScannedText& scanned, size_t first, size_t past) {
  constexpr size_t kMaxNameLetters = 13;
  const auto tokens = scanned.tokens();
  if (scanned.kind() != TextKind::kWindowTitle || first == 0 || past >= tokens.size()) return false;
  for (size_t i = first; i < past; ++i) {
    if (tokens[i].size() > kMaxNameLetters) return false;
  }
  return true;
}

// "Herr von der Leithe", "Name: de la Torre": particles between a title, greeting or label and the
// run belong to the name. The token that follows the title, else `first`.
size_t AfterTitle(const ScannedText& scanned, size_t first) {
  constexpr size_t kMaxParticles = 3;
  const auto tokens = scanned.tokens();
  for (size_t i = first; i > 0 && first - i < kMaxParticles; --i) {
    const Token& particle = tokens[i - 1];
    if (!particle.particle || tokens[i].begin != particle.end + 1 ||
        scanned.text()[particle.end] != ' ')
      return first;
    if (i < 2) return first;
    const Token& before = tokens[i - 2];
    if ((before.context & (kCtxTitle | kCtxGreeting)) != 0 || FollowsNameLabel(scanned, i - 1))
      return i - 1;
  }
  return first;
}

// "HR Portal": human resources, not "Hr. Olsen" of the Nordic languages.
bool IsInitialism(const Token& before, std::string_view lower, const NameRun& run) {
  return lower == "hr" && before.shape == WordShape::kAllCaps && run.capitals == 0;
}

// Cities that some people are called after, who are far fewer than those who live there.
bool IsCity(const Token& token) {
  static constexpr std::string_view kCities[] = {
      "vienna",   "kiel",   "altona", "paris",    "london",  "berlin",  "milan",   "milano",
      "roma",     "rome",   "dallas", "houston",  "denver",  "phoenix", "essen",   "halle",
      "trier",    "celle",  "verona", "geneva",   "lyon",    "odessa",  "bristol", "kent",
      "brooklyn", "lisboa", "havana", "cairo",    "delhi",   "tokyo",   "bergen",  "lund",
      "siena",    "parma",  "modena", "torino",   "sevilla", "toledo",  "cordoba", "bremen",
      "worms",    "speyer", "minden", "cleveland"};
  static constexpr WordSet kCitySet(kCities);
  return kCitySet.Has(token.hash);
}

// "im Büro", "zum Lager": prepositions that hold an article stand before things.
bool HoldsArticle(std::string_view lower) {
  static constexpr std::string_view kWords[] = {"im", "am", "zum", "zur", "beim", "vom", "ins"};
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

Surroundings Look(const ScannedText& scanned, const NameRun& run, const NameSetting& setting) {
  Surroundings around;
  around.prose = setting.prose;
  around.capitals_name = setting.capitals_name;
  around.free_text = scanned.kind() == TextKind::kText || scanned.kind() == TextKind::kValue;
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  const size_t first = AfterTitle(scanned, run.first_token());
  const size_t past = run.last_token() + 1;
  if (first > 0) {
    const Token& before = tokens[first - 1];
    const std::string_view gap = text.substr(before.end, tokens[first].begin - before.end);
    const std::string_view word = scanned.lower().substr(before.begin, before.size());
    const bool near = gap.size() <= 3 && gap.find('|') == std::string_view::npos &&
                      gap.find('\n') == std::string_view::npos;
    const bool direct = gap == " " || gap == ". " || gap == "." || gap == "_" || gap == "-";
    around.title = direct && (before.context & kCtxTitle) != 0 && !IsInitialism(before, word, run);
    const bool next_line =
        gap.size() <= 4 && gap.find_first_not_of(" ,.!\n\r") == std::string_view::npos;
    around.greeting = next_line && (before.context & kCtxGreeting) != 0;
    around.signature = around.greeting && gap.find('\n') != std::string_view::npos;
    const bool colon = gap.find_first_of(":=?") != std::string_view::npos;
    around.label = near && colon && (before.context & kCtxPerson) != 0;
    around.weak_label =
        direct && gap != "-" && (before.context & kCtxPerson) != 0 && !IsDirection(word);
    // "Klant 4711 Fira Salij"
    if (before.kind == TokenKind::kNumber && gap == " " && first > 1 &&
        tokens[first - 2].end + 1 == before.begin) {
      around.weak_label = (tokens[first - 2].context & kCtxPerson) != 0;
    }
    around.firm = gap == " " && word == "the" && before.shape == WordShape::kCapitalized;
    around.label = around.label || FollowsNameLabel(scanned, first);
    around.place = gap == " " && (IsPlacePreposition(word) || word == "from" ||
                                  (word == "to" && run.given == 0 && run.words < 2));
    around.thing = gap == " " && HoldsArticle(word);
    // "Hamburg-Altona": the second half of a double word that is no name.
    around.half = gap == "-" && before.kind == TokenKind::kWord && before.size() > 3 &&
                  before.shape == WordShape::kCapitalized && (before.name & kGivenName) == 0;
    around.named = direct && (before.context & kCtxNamed) != 0;
    around.speech = near && (before.context & kCtxSpeech) != 0 && before.shape == WordShape::kLower;
  }
  if (past < tokens.size()) {
    const Token& after = tokens[past];
    const std::string_view gap =
        text.substr(tokens[past - 1].end, after.begin - tokens[past - 1].end);
    const bool direct = gap == " " || gap == "-" || gap == ", " || gap == " & ";
    const bool divided = gap == ", " || gap == " - " || gap == " (" || gap == " | " || gap == "; ";
    // "Gyala Antall, Telefon 030 …", "Antall, Gyala - Mitarbeiter"
    around.contact = divided && (after.context & (kCtxPhone | kCtxEmail | kCtxBirth)) != 0;
    around.role_after = gap == " - " && (after.context & kCtxPerson) != 0;
    around.honorific = (gap == " " || gap == "-") && (after.context & kCtxHonorific) != 0;
    around.organization = direct && (after.context & kCtxOrganization) != 0;
    around.street = gap == " " && (after.context & kCtxStreet) != 0;
    around.number_after = gap == " " && after.kind == TokenKind::kNumber && after.size() <= 4;
    around.speech = around.speech || (gap == " " && (after.context & kCtxSpeech) != 0 &&
                                      after.shape == WordShape::kLower);
    around.subject = gap == " " && (after.context & kCtxSubject) != 0;
    around.mail_after =
        gap.find('<') != std::string_view::npos || gap.find('(') != std::string_view::npos
            ? text.find('@', after.begin) != std::string_view::npos
            : false;
  }
  const size_t begin = tokens[run.first_token()].begin;
  const size_t end = tokens[past - 1].end;
  around.city = run.words == 1 && IsCity(tokens[run.first_token()]);
  if (first > 0) {
    const Token& before = tokens[first - 1];
    const std::string_view gap = text.substr(before.end, tokens[first].begin - before.end);
    const bool line = before.begin == 0 || text[before.begin - 1] == '\n';
    around.after_speaker = gap == ": " && line && before.shape == WordShape::kCapitalized &&
                           (before.name & (kGivenName | kRareGivenName)) != 0;
    around.in_clause = gap == " " && before.kind == TokenKind::kWord &&
                       before.shape == WordShape::kLower &&
                       (before.context & kCtxNegative) == 0;  // "room Goya"
    around.case_file =
        (gap == " " || gap == "_") && IsCaseFileWord(before.hash) && EndsPart(text, end);
  }
  const bool begins = begin == 0 || text[begin - 1] == '\n' ||
                      (begin >= 2 && text[begin - 1] == ' ' &&
                       std::string_view(".!?:,").find(text[begin - 2]) != std::string_view::npos);
  around.acts = begins && past < tokens.size() && tokens[past].kind == TokenKind::kWord &&
                tokens[past].shape == WordShape::kLower && tokens[past].begin == end + 1 &&
                text[end] == ' ';
  around.phrase_ends =
      end >= text.size() || text[end] == ',' || text[end] == ')' || text[end] == '.' ||
      (past < tokens.size() && text[end] == ' ' && tokens[past].begin == end + 1 &&
       tokens[past].shape == WordShape::kLower && (tokens[past].context & kCtxSpeech) != 0);
  around.speaker = tokens[first].context == 0 && (begin == 0 || text[begin - 1] == '\n') &&
                   end + 2 < text.size() && text[end] == ':' && text[end + 1] == ' ' &&
                   past < tokens.size() && scanned.kind() == TextKind::kText;
  constexpr size_t kLongWord = 13;
  around.long_word =
      run.words == 1 && run.unknown == 1 && tokens[run.first_token()].size() >= kLongWord;
  around.after_long = first > 0 && tokens[first - 1].size() >= kLongWord;
  const bool before_joins = begin > 0 && text[begin - 1] == '_';
  around.joined = before_joins || (end < text.size() && text[end] == '_');
  around.file_end = before_joins && past < tokens.size() && text[end] == '.' &&
                    tokens[past].begin == end + 1 && tokens[past].shape == WordShape::kLower &&
                    tokens[past].size() >= 3 && tokens[past].size() <= 4;
  around.alone = IsSegment(text, tokens[first].begin, tokens[past - 1].end);
  around.in_file_name = before_joins && end < text.size() && (text[end] == '_' || around.file_end);
  around.some_small = scanned.lower().size() == text.size() &&
                      std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
                        return token.kind == TokenKind::kWord && token.size() > 2 &&
                               token.shape != WordShape::kAllCaps;
                      });
  around.ends_segment = scanned.kind() == TextKind::kWindowTitle && first > 0 && begin > 0 &&
                        text[begin - 1] == ' ' && tokens[first - 1].end + 1 == begin &&
                        tokens[first - 1].kind == TokenKind::kWord &&
                        (end == text.size() || text.substr(end, 3) == " - ");
  const bool on_screen =
      scanned.kind() == TextKind::kWindowTitle || scanned.kind() == TextKind::kElementName;
  constexpr ContextMask kOfPeople = kCtxSpeech | kCtxSubject | kCtxHonorific | kCtxPerson;
  around.begins_phrase =
      on_screen && past < tokens.size() && text[end] == ' ' && tokens[past].begin == end + 1 &&
      tokens[past].kind == TokenKind::kWord && tokens[past].shape == WordShape::kLower &&
      tokens[past].size() > 1 && (tokens[past].context & kOfPeople) == 0 &&
      (begin == 0 || (begin >= 2 && (text[begin - 2] == '-' || text[begin - 2] == '.' ||
                                     text[begin - 2] == '|' || text[begin - 2] == ':')));
  around.inner = around.alone && IsInner(scanned, first, past);
  if ((scanned.label_context() & kCtxPerson) != 0 && scanned.tokens().size() <= 6)
    around.label = true;
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
    if (run.parts[0].sure_ending) return 0.62f;
    if (run.rare + run.family_weak > 0) return 0.25f;
    return 0.2f;
  }
  if (run.given > 0 && any_family > 0) return 0.88f;
  // "Abdulrahman Al-Ghamdi": little else has the article inside.
  if (run.arabic_article && run.unknown + strong + run.rare + run.rare_given >= 2) return 0.75f;
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
  const bool some_name =
      run.given + run.given_weak + run.family + run.family_weak + run.rare + run.rare_given > 0;
  if (around.title) {
    rule = DetectRule::kPersonTitle;
    return std::max(score, 0.9f);
  }
  if (around.honorific && run.words <= 3 && (some_name || run.capitals == 0)) {
    rule = DetectRule::kPersonTitle;
    return std::max(score, some_name ? 0.7f : 0.52f);
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
  } else if (around.weak_label && run.unknown == 1 && run.words == 1 && run.capitals == 0 &&
             !around.long_word && around.phrase_ends) {
    score += 0.32f;  // "Kunde Schmidtbauer meldet"
  }
  if (around.speaker && run.given + run.given_weak + run.rare_given > 0 && run.words <= 3)
    score += 0.2f;
  if (around.signature && run.words >= 2 && run.words <= 4) score = std::max(score, 0.7f);
  if (around.speech) score += some_name ? 0.15f : run.unknown == 2 && run.words == 2 ? 0.32f : 0.1f;
  // Where only names have capitals, two unknown words with capitals are one.
  if (around.capitals_name && !around.place && !around.firm && run.words >= 2 && run.words <= 3 &&
      score < 0.5f)
    score += 0.31f;
  if (around.capitals_name && run.initials > 0 && run.words == 1 && score < 0.5f) score += 0.1f;
  if (around.subject && some_name && around.prose) score += 0.1f;
  if (run.words == 1 && around.prose && !around.place && run.family > 0) score += 0.04f;
  if (run.words == 1 && around.prose && run.family > 0 &&
      (around.acts || (around.in_clause && around.phrase_ends && !around.place)))
    score += 0.02f;
  if (run.words == 1 && around.after_speaker && run.family + run.rare + run.rare_given > 0)
    score += 0.26f;
  if (run.words == 1 && around.capitals_name && around.in_clause && !around.place && run.rare > 0)
    score += 0.26f;
  if (around.case_file && run.words <= 2 && run.capitals == 0 && !around.long_word) score += 0.4f;
  if (around.file_end && run.words <= 2 && (some_name || !around.after_long))
    score = std::max(score, 0.62f);
  if (around.joined && run.words == 1 && run.family > 0) score += 0.16f;
  if (around.in_file_name && run.words >= 2 && run.words <= 3 &&
      run.given_weak + run.family_weak == 0)
    score = std::max(score, 0.55f);
  if (around.ends_segment && run.words == 1 && run.family > 0 && run.capitals == 0) score += 0.16f;
  if (run.words == 1 && run.initials == 0 && around.place) score -= run.given == 0 ? 0.15f : 0.05f;
  // There the capital says nothing.
  if (run.words == 1 && run.initials == 0 && around.begins_phrase) score -= 0.12f;
  if (run.words == 1 && (around.firm || (around.thing && run.given == 0))) score -= 0.2f;
  if (run.words == 1 && run.initials == 0 && around.half) score -= 0.2f;
  if (run.words == 1 && run.initials == 0 && around.city) score -= 0.12f;
  if (run.words == 1 && !around.prose && run.given == 0) score -= 0.1f;
  // "Soto del Barco": a particle without a given name is rather a place.
  if (run.particles > 0 && run.given + run.given_weak + run.rare_given == 0) score -= 0.2f;
  if (run.words >= 2 && run.words <= 3 && around.alone && some_name) score += 0.12f;
  if (run.unknown == 2 && run.words == 2 && around.alone && (around.free_text || around.inner) &&
      run.capitals == 0)
    score += 0.3f;
  // "THARINDU JAYAWARDENA - Patient": capitals where others are small.
  if (around.alone && around.some_small && run.capitals == run.words && run.words >= 2 &&
      run.words <= 4 && run.given_weak + run.family_weak == 0 && run.unknown + run.rare > 0)
    score += 0.42f;
  if (run.words == 2 && run.unknown == 1 && around.alone && some_name && score < 0.5f)
    score += 0.05f;
  if (run.capitals == run.words && run.words > 0) score -= run.words == 1 ? 0.25f : 0.1f;
  if (around.number_after) score -= 0.2f;
  return score;
}

}  // namespace

float ScoreName(const ScannedText& scanned, const NameRun& run, const NameSetting& setting,
                DetectRule& rule) {
  return Score(run, Look(scanned, run, setting), rule);
}

}  // namespace adit
