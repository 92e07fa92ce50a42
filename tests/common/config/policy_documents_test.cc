#include "common/config/policy_documents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace adit {
namespace {

constexpr SettingSpec kSpecs[] = {
    {"a.text", SettingType::kText, "", "<&\">", 0, 0, "", "Text with <markup> & \"quotes\"."},
    {"a.below_zero", SettingType::kInteger, "K", "-3", -5, 5, "", "A number with a sign."},
    {"b.flag", SettingType::kFlag, "", "true", 0, 0, "", "A flag."},
    {"b.choice", SettingType::kChoice, "", "two", 0, 0, "one|two", "A choice."},
};
constexpr SettingsPolicySubject kSubject = {.program = "adit-test",
                                            .description = "A & B",
                                            .version = "1.2.3",
                                            .registry_key = "SOFTWARE\\Policies\\Test",
                                            .domain = "org.adit.test"};

bool Holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(PolicyDocuments, TextsCannotBeReadAsMarkup) {
  for (const std::string& text :
       {SettingsAdml(kSpecs, kSubject), SettingsPreferenceManifest(kSpecs, kSubject)}) {
    EXPECT_FALSE(Holds(text, "<markup>"));
    EXPECT_TRUE(Holds(text, "&lt;markup&gt; &amp; &quot;quotes&quot;"));
  }
}

TEST(PolicyDocuments, ANumberWithASignIsEnteredAsText) {
  const std::string admx = SettingsAdmx(kSpecs, kSubject);
  EXPECT_TRUE(Holds(admx, "<text id=\"a_below_zero\" valueName=\"a.below_zero\"")) << admx;
  EXPECT_FALSE(Holds(admx, "<decimal id=\"a_below_zero\""));
}

TEST(PolicyDocuments, TheDefaultChoiceIsTheOneShown) {
  EXPECT_TRUE(Holds(SettingsAdml(kSpecs, kSubject), "defaultItem=\"1\""));
}

TEST(PolicyDocuments, JamfSchemaIsJsonAndKeepsTheOrder) {
  const auto jamf = nlohmann::json::parse(SettingsJamfSchema(kSpecs, kSubject));
  EXPECT_EQ(jamf["properties"]["a.text"]["anyOf"][1]["default"], "<&\">");
  EXPECT_EQ(jamf["properties"]["b.choice"]["property_order"], 4);
  EXPECT_EQ(jamf["properties"]["b.choice"]["anyOf"][1]["enum"], nlohmann::json({"one", "two"}));
}

}  // namespace
}  // namespace adit
