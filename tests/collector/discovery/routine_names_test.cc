#include "collector/discovery/routine_names.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

struct Step {
  const char* app;
  const char* window;
  const char* element;
  const char* action;
};

std::string NameOf(const std::vector<Step>& steps) {
  Discovery discovery;
  Routine routine;
  for (const Step& step : steps) {
    routine.main_path.push_back(static_cast<uint32_t>(discovery.activities.size()));
    Activity activity;
    activity.app = step.app;
    activity.window = step.window;
    activity.element = step.element;
    activity.action = step.action;
    discovery.activities.push_back(activity);
  }
  return RoutineName(discovery, routine);
}

std::string NameOfStep(const Step& step) {
  Activity activity;
  activity.app = step.app;
  activity.window = step.window;
  activity.element = step.element;
  activity.action = step.action;
  return ActivityName(activity);
}

TEST(RoutineName, TellsApplicationsWhatIsWorkedOnAndWhatItComesTo) {
  EXPECT_EQ(NameOf({{"Mail", "Inbox - Mail", "", "window_title_change"},
                    {"Books", "Ledger - Books", "Number", "value_commit"},
                    {"Books", "Ledger - Books", "Post", "invoke"}}),
            "Mail \u2192 Books: Ledger \u2026 Post");
}

// A dozen routines begin with a search and end in a field that was left last: "Books: Search …
// Tax".
TEST(RoutineName, IsThatOfTheScreenWithMostToEnterAndOfTheLastButton) {
  EXPECT_EQ(NameOf({{"Books", "Search - Books", "Number", "edit"},
                    {"Books", "Search - Books", "Search", "select"},
                    {"Books", "Invoice INV-# - Books", "Tax", "edit"},
                    {"Books", "Invoice INV-# - Books", "Cost centre", "edit"},
                    {"Books", "Invoice INV-# - Books", "Save", "select"},
                    {"Books", "Invoice INV-# - Books", "Amount", "edit"}}),
            "Books: Invoice INV \u2026 Save");
}

TEST(RoutineName, AControlCalledAsItsScreenIsNotToldTwice) {
  EXPECT_EQ(NameOf({{"Books", "Search - Books", "Number", "edit"},
                    {"Books", "Search - Books", "Search", "select"}}),
            "Books: Search \u2026 Number");
  EXPECT_EQ(NameOf({{"Books", "Search - Books", "Search", "select"}}), "Books: Search");
}

TEST(RoutineName, MaskedEndsGiveWayToStepsThatHaveAName) {
  EXPECT_EQ(NameOf({{"Calc", "<document> - Calc", "<MASKED>", "click"},
                    {"Books", "Search - Books", "Customer <ID>", "value_commit"},
                    {"Calc", "<document> - Calc", "<MASKED>", "value_commit"}}),
            "Calc \u2192 Books: Search \u2026 Customer");
}

TEST(RoutineName, WhereEveryNameIsMaskedItTellsWhatIsDone) {
  EXPECT_EQ(NameOf({{"Talk", "<MASKED>", "<MASKED>", "element_focus"},
                    {"Talk", "<MASKED>", "<MASKED>", "copy"},
                    {"Talk", "<MASKED>", "<MASKED>", "value_commit"},
                    {"Talk", "<MASKED>", "Ctrl+S", "command"}}),
            "Talk: copy, value commit, Ctrl+S");
  EXPECT_EQ(NameOf({{"Talk", "<MASKED>", "<MASKED>", "click"}}), "Talk: click");
}

TEST(RoutineName, TemplatesAreReadAsWordsAndChordsAreNoPlaces) {
  EXPECT_EQ(NameOf({{"Calc", "<document> - Calc", "<MASKED>", "copy"},
                    {"Viewer", "<document>.pdf", "", "application_focus"},
                    {"Calc", "<document> - Calc", "Ctrl+V", "command"}}),
            "Calc \u2192 Viewer: document (copy, Ctrl+V)");
  EXPECT_EQ(NameOf({{"Mail", "New: <message> - Mail", "", "window_open"}}), "Mail: New: message");
}

TEST(RoutineName, AddressesAreToldWithoutTheirIdentifiers) {
  EXPECT_EQ(NameOf({{"Firefox", "https://crm.example.com/accounts/<ID>", "", "navigate"},
                    {"Firefox", "https://portal.example.net/*/edit", "", "navigate"}}),
            "Firefox: crm.example.com/accounts \u2026 portal.example.net/\u2026/edit");
}

TEST(RoutineName, WithoutAnythingItIsUnnamed) {
  EXPECT_EQ(NameOf({}), "(unnamed)");
  EXPECT_EQ(NameOf({{"", "", "", ""}}), "(unnamed)");
  EXPECT_EQ(NameOf({{"", "<MASKED>", "*", "submit"}}), "submit");
}

// A placeholder was once cut in its middle: "Order of <PERS…".
TEST(ActivityName, IsNeverCutInsideAPlaceholderOrACharacter) {
  EXPECT_EQ(
      NameOfStep({"App", "", "Correspondence with the customers called <PERSON> <ID>", "click"}),
      "App: click Correspondence with the customers called\u2026");
  EXPECT_EQ(NameOfStep({"App", "", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa <EMAIL>", "click"}),
            "App: click Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u2026");
  const std::string umlauts = NameOfStep({"", "", "äääääääääääääääääääääääääääääääääääääää", "x"});
  EXPECT_EQ(umlauts.size() % 2, 1U) << "x, space, whole letters, an ellipsis of three bytes";
}

TEST(ActivityName, ATextOfOneWordIsCutAnywhere) {
  EXPECT_EQ(NameOfStep({"", "", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x"}),
            "x Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u2026");
}

}  // namespace
}  // namespace adit
