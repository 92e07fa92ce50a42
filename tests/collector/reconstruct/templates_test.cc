#include "collector/reconstruct/templates.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace adit {
namespace {

// A day of one person: texts of one application in the order they are met, what is done there with
// each.
class Day {
 public:
  void Use(const std::string& text, uint32_t detail) {
    uses_.push_back({1, source_.Intern(text), static_cast<uint32_t>(uses_.size()), detail, 0});
  }
  // So much else that what comes next is another case.
  void Elsewhere() {
    for (int i = 0; i < 250; ++i) Use("Home - App", 1000 + static_cast<uint32_t>(i % 3));
  }
  std::set<std::string> Learnt() const {
    StringTable out;
    const Templates templates = LearnTemplates(source_, uses_, out);
    std::set<std::string> found;
    for (const uint32_t t : templates.of_use) found.insert(std::string(out.At(t)));
    return found;
  }

 private:
  StringTable source_;
  std::vector<TemplateUse> uses_;
};

const std::vector<std::string> kWords = {"budget", "museum", "garden", "safety", "pension",
                                         "quote",  "travel", "survey", "return", "launch"};

TEST(Templates, SubjectsThatComeAgainAreOneScreenWhenNothingTellsThemApart) {
  Day day;
  for (int round = 0; round < 5; ++round) {
    for (size_t w = 0; w < kWords.size(); ++w) {
      day.Use(kWords[w] + " - Mail", 1);
      day.Use(kWords[w] + " - Mail", (round + w) % 2 == 0 ? 2 : 3);
      day.Elsewhere();
    }
  }
  EXPECT_EQ(day.Learnt(), (std::set<std::string>{"Home - App", "* - Mail"}));
}

TEST(Templates, ScreensWithFieldsOfTheirOwnStayApart) {
  Day day;
  for (int round = 0; round < 5; ++round) {
    for (size_t w = 0; w < kWords.size(); ++w) {
      for (uint32_t field = 0; field < 3; ++field)
        day.Use(kWords[w] + " - ERP", 10 * (1 + static_cast<uint32_t>(w)) + field);
      day.Elsewhere();
    }
  }
  EXPECT_EQ(day.Learnt().size(), 1 + kWords.size());
}

TEST(Templates, AScreenAmongSubjectsKeepsItsName) {
  Day day;
  for (int round = 0; round < 6; ++round) {
    for (const std::string& word : kWords) {
      day.Use("Inbox - Mail", 7);
      day.Use("Inbox - Mail", 8);
      day.Use(word + " - Mail", 1);
      day.Use(word + " - Mail", 2);
      day.Elsewhere();
    }
  }
  EXPECT_EQ(day.Learnt(), (std::set<std::string>{"Home - App", "Inbox - Mail", "* - Mail"}));
}

TEST(Templates, ValuesThatShareWordsAndSurroundingsKeepTheWords) {
  Day day;
  for (int round = 0; round < 8; ++round) {
    for (const char* kind : {"Invoice FA", "Invoice INV", "Invoice RE"}) {
      for (uint32_t field = 0; field < 4; ++field)
        day.Use(std::string(kind) + " - ERP", 10 + field);
      day.Elsewhere();
    }
    for (uint32_t field = 0; field < 4; ++field) day.Use("Invoice list - ERP", 20 + field);
    day.Elsewhere();
  }
  EXPECT_EQ(day.Learnt(),
            (std::set<std::string>{"Home - App", "Invoice * - ERP", "Invoice list - ERP"}));
}

TEST(Templates, AWordMetAgainNearbyDoesNotTellItsScreenApart) {
  Day day;
  for (int round = 0; round < 5; ++round) {
    for (const std::string& word : kWords) {
      day.Use(word + " - Mail", 1);
      day.Use("Re: " + word + " - Mail", 2);
      day.Elsewhere();
    }
  }
  EXPECT_EQ(day.Learnt(), (std::set<std::string>{"Home - App", "* - Mail", "Re: * - Mail"}));
}

TEST(Templates, PartsThatVaryTogetherDoNotHideEachOther) {
  const std::vector<std::string> names = {"Anna", "Bela", "Carl", "Dora", "Emil", "Fida", "Gert",
                                          "Hana", "Ivan", "Jana", "Kurt", "Lena", "Mark", "Nora",
                                          "Otto", "Pola", "Rosa", "Sven", "Tina", "Udo",  "Vera"};
  Day day;
  for (size_t i = 0; i < 420; ++i) {
    const std::string title = kWords[i % 10] + " " + kWords[(i / 10) % 7] + " - " +
                              names[(i * 5 + i / 7) % 21] + " - Mail";
    day.Use(title, 1);
    day.Use(title, 2);
    if (i % 4 == 0) day.Elsewhere();
  }
  const std::set<std::string> learnt = day.Learnt();
  EXPECT_TRUE(learnt.contains("* - * - Mail"));
  // Of 70 subjects and 21 names some subjects are met too rarely to be told, no name is left.
  EXPECT_LE(learnt.size(), 72U);
  for (const std::string& name : names) {
    for (const std::string& text : learnt) EXPECT_EQ(text.find(name), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace adit
