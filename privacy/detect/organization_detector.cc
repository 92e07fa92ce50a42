// Organisations by their legal form: "Brandl & Söhne GmbH & Co. KG", "Maheu S.A.R.L.", "ООО
// Ромашка". What has no legal form is not searched for: names of departments and products carry the
// meaning of a screen.
#include <algorithm>
#include <array>
#include <string_view>

#include "privacy/detect/detectors.h"
#include "privacy/detect/name_run.h"

namespace adit {
namespace {

constexpr size_t kMaxWords = 6;

// A legal form, folded, without dots: its words divided by one space.
struct LegalForm {
  std::string_view words;
  bool capitals = false;  // only in capitals: "AG", "SE", "AS" are words of languages otherwise
  bool before = false;    // stands before the name
};

constexpr LegalForm kForms[] = {{"gmbh"},
                                {"mbh"},
                                {"ggmbh"},
                                {"ag", true},
                                {"kg", true},
                                {"kgaa"},
                                {"ohg"},
                                {"ug haftungsbeschrankt"},
                                {"ev", true},
                                {"e v"},
                                {"eg", true},
                                {"gbr"},
                                {"se", true},
                                {"ek", true},
                                {"sa", true},
                                {"s a"},
                                {"sas", true},
                                {"s a s"},
                                {"sarl"},
                                {"s a r l"},
                                {"sasu", true},
                                {"eurl", true},
                                {"snc", true},
                                {"s n c"},
                                {"sl", true},
                                {"s l"},
                                {"s l u"},
                                {"slu", true},
                                {"s a u"},
                                {"srl"},
                                {"s r l"},
                                {"srls"},
                                {"s r l s"},
                                {"spa", true},
                                {"s p a"},
                                {"s c a r l"},
                                {"bv", true},
                                {"b v"},
                                {"nv", true},
                                {"n v"},
                                {"vof", true},
                                {"v o f"},
                                {"bvba"},
                                {"cvba"},
                                {"ab", true},
                                {"hb", true},
                                {"a s", false},
                                {"as", true},
                                {"asa", true},
                                {"aps"},
                                {"i s"},
                                {"oy"},
                                {"oyj"},
                                {"tmi"},
                                {"sp z o o"},
                                {"sp zoo"},
                                {"sp j"},
                                {"sp k"},
                                {"sp p"},
                                {"s r o"},
                                {"sro"},
                                {"spol s r o"},
                                {"v o s"},
                                {"d o o"},
                                {"doo"},
                                {"d d"},
                                {"j d o o"},
                                {"kft"},
                                {"zrt"},
                                {"nyrt"},
                                {"bt", true},
                                {"ood"},
                                {"eood"},
                                {"ad", true},
                                {"oü"},
                                {"sia", true},
                                {"uab"},
                                {"lda"},
                                {"ltda"},
                                {"eireli"},
                                {"s a de c v"},
                                {"sa de cv"},
                                {"s de r l de c v"},
                                {"ltd"},
                                {"limited"},
                                {"llc"},
                                {"l l c"},
                                {"inc"},
                                {"incorporated"},
                                {"corp"},
                                {"corporation"},
                                {"plc"},
                                {"llp"},
                                {"lp", true},
                                {"pty ltd"},
                                {"pte ltd"},
                                {"pvt ltd"},
                                {"private limited"},
                                {"co ltd"},
                                {"ltd sti"},
                                {"sti"},
                                {"a s"},
                                {"anonim sirketi"},
                                {"k k"},
                                {"gmbh co kg"},
                                {"ag co kg"},
                                {"ltd co kg"},
                                {"se co kg"},
                                {"ооо", true, true},
                                {"оао", true, true},
                                {"зао", true, true},
                                {"пао", true, true},
                                {"ип", true, true},
                                {"тов", true, true},
                                {"pt", true, true},
                                {"oy", false, true},
                                {"αε", true},
                                {"επε", true},
                                {"bhd"},
                                {"sdn bhd"},
                                {"jsc", true},
                                {"gesmbh"},
                                {"ges m b h"},
                                {"g m b h"},
                                {"eingetragener verein"}};

// Forms by the hash of their first word; those of one word in the order of the list.
struct FirstWord {
  uint32_t hash = 0;
  uint32_t form = 0;
  constexpr bool operator<(const FirstWord& other) const {
    return hash != other.hash ? hash < other.hash : form < other.form;
  }
};
constexpr std::array<FirstWord, std::size(kForms)> FirstWords() {
  std::array<FirstWord, std::size(kForms)> words{};
  for (uint32_t i = 0; i < std::size(kForms); ++i) {
    const std::string_view form = kForms[i].words;
    words[i] = {HashWord(form.substr(0, std::min(form.find(' '), form.size()))), i};
  }
  std::sort(words.begin(), words.end());
  return words;
}
constexpr std::array<FirstWord, std::size(kForms)> kFirstWords = FirstWords();

class OrganizationReader {
 public:
  OrganizationReader(const ScannedText& scanned, Candidates& out)
      : scanned_(scanned), tokens_(scanned.tokens()), out_(out) {}

  void Find() {
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind != TokenKind::kWord || !MayBeginForm(i)) continue;
      const uint32_t hash = tokens_[i].hash;
      for (auto first = std::lower_bound(kFirstWords.begin(), kFirstWords.end(), FirstWord{hash, 0});
           first != kFirstWords.end() && first->hash == hash; ++first) {
        const LegalForm& form = kForms[first->form];
        const size_t past = Match(form, i);
        if (past == i) continue;
        if (form.before && AddAfter(i, past)) break;
        if (!form.before && i > 0 && AddBefore(i, past, form.capitals)) break;
      }
    }
  }

 private:
  [[nodiscard]] std::string_view Lower(size_t i) const {
    return scanned_.lower().substr(tokens_[i].begin, tokens_[i].size());
  }
  [[nodiscard]] std::string_view Gap(size_t i) const {
    return scanned_.text().substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
  }
  // Nearly every word ends here.
  [[nodiscard]] bool MayBeginForm(size_t i) const {
    return (tokens_[i].context & kCtxLegalForm) != 0;
  }

  // Past the form at token `i`, or `i`.
  [[nodiscard]] size_t Match(const LegalForm& form, size_t i) const {
    size_t at = i;
    size_t letter = 0;
    while (letter < form.words.size()) {
      const size_t space = std::min(form.words.find(' ', letter), form.words.size());
      const std::string_view word = form.words.substr(letter, space - letter);
      if (at >= tokens_.size() || Lower(at) != word || !IsPlain(at)) return i;
      if (form.capitals && tokens_[at].shape != WordShape::kAllCaps &&
          scanned_.text()[tokens_[at].begin] == scanned_.lower()[tokens_[at].begin])
        return i;
      if (form.capitals && tokens_[at].size() > 1 && tokens_[at].shape != WordShape::kAllCaps &&
          !(form.words == "as" || form.words == "ab"))
        return i;
      if (at > i) {
        const std::string_view gap = Gap(at);
        const bool joins = gap == "." || gap == ". " || gap == " " || gap == "/" || gap == " & " ||
                           gap == ". & " || gap == " + ";
        if (!joins) return i;
        // "a s" of "a/s" and "A.S.", not of a sentence.
        if (word.size() == 1 && gap == " ") return i;
      }
      ++at;
      letter = space + 1;
    }
    return at;
  }

  // Written as it is folded: "Tertuliano SÁ" is no S.A.
  [[nodiscard]] bool IsPlain(size_t i) const {
    const FoldedText& folded = scanned_.folded();
    return folded.EndToOriginal(tokens_[i].end) - folded.BeginToOriginal(tokens_[i].begin) ==
           tokens_[i].size();
  }

  [[nodiscard]] bool IsNameWord(size_t i) const {
    if (tokens_[i].kind == TokenKind::kNumber) return tokens_[i].size() <= 4;
    return tokens_[i].shape != WordShape::kLower ||
           static_cast<unsigned char>(scanned_.text()[tokens_[i].begin]) >= 0xD6;
  }
  [[nodiscard]] bool IsJoiner(size_t i) const {
    static constexpr std::string_view kJoiners[] = {"und", "and", "et", "y",  "e",  "en",  "i",
                                                    "och", "og",  "ja", "de", "di", "van", "der",
                                                    "la",  "du",  "ve", "do", "da", "dos"};
    return tokens_[i].kind == TokenKind::kWord && tokens_[i].size() <= 3 &&
           std::find(std::begin(kJoiners), std::end(kJoiners), Lower(i)) != std::end(kJoiners);
  }

  bool AddBefore(size_t form, size_t past, bool capitals) {
    const std::string_view gap = Gap(form);
    if (gap != " " && gap != ", " && gap != "-" && gap != "\" ") return false;
    size_t first = form;
    for (size_t i = form; i > 0 && form - i < kMaxWords; --i) {
      if (i < form || gap == ", ") {
        const std::string_view joins = Gap(i);
        if (!(joins == " " || joins == "-" || joins == " & " || joins == " + " || joins == "'" ||
              joins == "." || joins == ". " || (i == form && joins == ", ")))
          break;
      }
      if (IsNameWord(i - 1)) {
        // A role or label before it is not its name.
        constexpr ContextMask kLabels = kCtxPerson | kCtxTitle | kCtxGreeting | kCtxAddress;
        if (i < form && (tokens_[i - 1].context & kLabels) != 0) break;
        first = i - 1;
      } else if (!IsJoiner(i - 1)) {
        break;
      }
    }
    if (first == form || (capitals && FollowsNameLabel(scanned_, first))) return false;
    size_t end = tokens_[past - 1].end;
    if (end < scanned_.text().size() && scanned_.text()[end] == '.' &&
        tokens_[past - 1].size() == 1)
      ++end;
    Add(tokens_[first].begin, end);
    return true;
  }

  bool AddAfter(size_t form, size_t past) {
    size_t last = past;
    while (last < tokens_.size() && last - past < kMaxWords && IsNameWord(last) &&
           (Gap(last) == " " || Gap(last) == " \"" || Gap(last) == "-"))
      ++last;
    if (last == past || last - past < (tokens_[form].size() == 2 ? 2u : 1u)) return false;
    Add(tokens_[form].begin, tokens_[last - 1].end);
    return true;
  }

  void Add(size_t begin, size_t end) {
    AddCandidate(out_, begin, end, FindingType::kOrganization, 0.8f, DetectRule::kOrganizationForm);
  }

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
  Candidates& out_;
};

}  // namespace

void FindOrganizations(const ScannedText& scanned, Candidates& out) {
  if ((scanned.all_context() & kCtxLegalForm) == 0 || scanned.kind() == TextKind::kIdentifier)
    return;
  OrganizationReader(scanned, out).Find();
}

}  // namespace adit
