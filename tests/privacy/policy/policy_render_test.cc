#include "privacy/policy/policy_render.h"

#include <gtest/gtest.h>

#include "privacy/policy/policy.h"
#include "privacy/policy/render_phrases.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

constexpr RenderLanguage kAll[] = {RenderLanguage::kEnglish, RenderLanguage::kGerman,
                                   RenderLanguage::kFrench};

PolicyDocument Document(const std::string& more) {
  const auto policy = Policy::FromJson(PolicyText(more), "t");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  return (*policy)->document();
}

TEST(PolicyRender, EveryPhraseIsThereInEveryLanguageWithTheSamePlaces) {
  for (int i = 0; i < static_cast<int>(Phrase::kCount); ++i) {
    const auto phrase = static_cast<Phrase>(i);
    const std::string_view english = PhraseIn(phrase, RenderLanguage::kEnglish);
    for (const RenderLanguage language : kAll) {
      const std::string_view text = PhraseIn(phrase, language);
      EXPECT_FALSE(text.empty()) << i;
      for (const char* place : {"%1", "%2"}) {
        EXPECT_EQ(text.find(place) == std::string_view::npos,
                  english.find(place) == std::string_view::npos)
            << text;
      }
    }
  }
}

TEST(PolicyRender, SaysWhatTheKeysSay) {
  const PolicyDocument document = Document(R"("consent": "opt_in", "minimum_group_size": 8,
      "rights": {"pause": true, "max_pause_minutes": 45, "delete_last_minutes": 0},
      "working_hours": {"days": ["mon", "fri"], "from": "08:00", "until": "16:30"},
      "applications": {"deny": [{"id": "games", "name": ["Game*"], "reason": "private"}]},
      "titles": [{"id": "t", "template": "Order {number} - ERP"}],
      "dictionaries": [{"id": "staff", "terms": ["Jane Roe"]}],
      "detectors": {"EMAIL": {"enabled": false}})");
  const std::string en = RenderPolicy(document, RenderLanguage::kEnglish);
  for (const char* part : {"fewer than 8 different", "up to 45 minutes", "is not granted",
                           "Monday, Friday, 08:00–16:30", "games", "`Order <number> - ERP`",
                           "staff (1 terms)", "Not searched for: e-mail addresses", "agreed"}) {
    EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
  }
  EXPECT_EQ(en.find("Jane Roe"), std::string::npos);
  const std::string de = RenderPolicy(document, RenderLanguage::kGerman);
  EXPECT_NE(de.find("Montag, Freitag"), std::string::npos) << de;
  EXPECT_NE(de.find("weniger als 8"), std::string::npos);
  EXPECT_NE(RenderPolicy(document, RenderLanguage::kFrench).find("lundi, vendredi"),
            std::string::npos);
}

TEST(PolicyRender, NoPlaceholderIsLeftInAnyKindOfText) {
  for (const RenderLanguage language : kAll) {
    for (const RenderKind kind :
         {RenderKind::kAgreement, RenderKind::kAssessment, RenderKind::kRecord}) {
      const std::string text = RenderPolicy(Policy::Default()->document(), language, kind);
      EXPECT_EQ(text.find("%1"), std::string::npos) << text;
      EXPECT_EQ(text.find("%2"), std::string::npos) << text;
      EXPECT_GT(text.size(), 800U);
    }
  }
}

TEST(PolicyRender, SlotsThatKeepTheirTextAreNotSaidToStay) {
  const PolicyDocument document =
      Document(R"("titles": [{"id": "a", "template": "Case {who:detect} of {no}"}])");
  const std::string text = RenderPolicy(document, RenderLanguage::kEnglish);
  EXPECT_NE(text.find("`Case [who] of <no>`"), std::string::npos) << text;
  EXPECT_NE(text.find("What stands in […] is kept"), std::string::npos) << text;
  const std::string without = RenderPolicy(
      Document(R"("titles": [{"id": "a", "template": "Case {no}"}])"), RenderLanguage::kEnglish);
  EXPECT_EQ(without.find("[…]"), std::string::npos) << without;
}

}  // namespace
}  // namespace adit
