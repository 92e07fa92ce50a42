#include "common/config/settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace adit {
namespace {

constexpr SettingSpec kSpecs[] = {
    {"spool.quota_mib", SettingType::kInteger, "MiB", "256", 16, 1024, "",
     "Most the spool may take."},
    {"spool.directory", SettingType::kPath, "", "~/spool", 0, 0, "", "Where it lies."},
    {"log.format", SettingType::kChoice, "", "text", 0, 0, "text|json", "Form of log lines."},
    {"guard.enabled", SettingType::kFlag, "", "true", 0, 0, "", "Whether it watches."},
    {"guard.share", SettingType::kNumber, "", "0.5", 0, 1, "", "A share."},
};

std::string WriteFile(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "adit_settings_" + name;
  std::ofstream(path) << text;
  return path;
}

SettingPlaces Places(const std::string& file = "") {
  SettingPlaces places;
  places.file = file;
  places.environment_prefix = "ADIT_TEST_";
  places.home = "/home/x";
  return places;
}

std::string ErrorOf(const SettingPlaces& places) {
  const Result<Settings> settings = Settings::Load(kSpecs, places, RealFileSystem());
  return settings.ok() ? "ok" : settings.status().message();
}

TEST(Settings, LaterPlacesWinAndTheManagedFileWinsOverAll) {
  SettingPlaces places =
      Places(WriteFile("a", "# head\n[spool]\nquota_mib = 100\n\n[log]\nformat=json\n"));
  places.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "ADIT_TEST_SPOOL_QUOTA_MIB") return "200";
    return std::nullopt;
  };
  places.command_line = {{"guard.enabled", "off"}, {"log.format", "text"}};
  places.managed_file = WriteFile("managed", "guard.enabled = yes\n");
  const Result<Settings> settings = Settings::Load(kSpecs, places, RealFileSystem());
  ASSERT_TRUE(settings.ok()) << settings.status().message();
  EXPECT_EQ(settings->Integer("spool.quota_mib"), 200);
  EXPECT_EQ(settings->Origin("spool.quota_mib"), SettingOrigin::kEnvironment);
  EXPECT_EQ(settings->Text("log.format"), "text");
  EXPECT_TRUE(settings->Flag("guard.enabled"));
  EXPECT_EQ(settings->Origin("guard.enabled"), SettingOrigin::kManaged);
  EXPECT_EQ(settings->Text("spool.directory"), "/home/x/spool");
  EXPECT_DOUBLE_EQ(settings->Number("guard.share"), 0.5);
  EXPECT_NE(settings->EffectiveText().find("spool.quota_mib = 200  # environment, ADIT_TEST_SPOOL"),
            std::string::npos);
  EXPECT_NE(settings->EffectiveJson().find(R"("guard.enabled":{"value":true,"origin":"managed")"),
            std::string::npos);
}

TEST(Settings, NumbersAreWhatIsWrittenDownAndNothingElse) {
  const auto share = [](const std::string& text) {
    SettingPlaces places = Places();
    places.command_line = {{"guard.share", text}};
    return ErrorOf(places) == "ok";
  };
  for (const char* const good : {"0", "1", "0.25", ".5", "1e-3", "2.5E-1", "-0"}) {
    EXPECT_TRUE(share(good)) << good;
  }
  for (const char* const bad :
       {"", " 1", "1 ", "+1", "0x1", "inf", "nan", "1,5", "1.2.3", "--1", ".", "e", "1e999", "0.5%",
        "0.11111111111111111111111111111111111111111"}) {
    EXPECT_FALSE(share(bad)) << bad;
  }
}

TEST(Settings, NumbersOfEveryFormAreJson) {
  SettingPlaces places = Places();
  places.command_line = {{"guard.share", ".5"}, {"spool.quota_mib", "0100"}};
  const Result<Settings> settings = Settings::Load(kSpecs, places, RealFileSystem());
  ASSERT_TRUE(settings.ok());
  const auto json = nlohmann::json::parse(settings->EffectiveJson());
  EXPECT_EQ(json["guard.share"]["value"], 0.5);
  EXPECT_EQ(json["spool.quota_mib"]["value"], 100);
}

TEST(Settings, MistakesNameFileLineAndRemedy) {
  const std::string path = WriteFile("wrong", "\nspool.qouta_mib = 5\n");
  EXPECT_EQ(
      ErrorOf(Places(path)),
      path + ":2: there is no setting \"spool.qouta_mib\"; did you mean \"spool.quota_mib\"?");
  EXPECT_NE(ErrorOf(Places(WriteFile("range", "spool.quota_mib = 5")))
                .find(":1: spool.quota_mib must be a whole number from 16 to 1024 (MiB)"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Places(WriteFile("twice", "log.format=text\nlog.format=json\n")))
                .find(":2: log.format stands in line 1 already"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Places(WriteFile("shape", "just words\n"))).find("name = value"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Places(WriteFile("choice", "log.format=xml"))).find("one of: text, json"),
            std::string::npos);
  EXPECT_NE(ErrorOf(Places(WriteFile("section", "[spool\n"))).find("[name]"), std::string::npos);
}

TEST(Settings, MissingFileIsAnErrorOnlyWhenNamedByAPerson) {
  SettingPlaces places = Places("/nonexistent/agent.conf");
  EXPECT_EQ(ErrorOf(places), "ok");
  places.file_must_exist = true;
  EXPECT_NE(ErrorOf(places).find("/nonexistent/agent.conf"), std::string::npos);
}

TEST(Settings, ReferenceAndTemplateNameEverySetting) {
  for (const SettingSpec& spec : kSpecs) {
    EXPECT_NE(SettingsReference(kSpecs, "ADIT_TEST_").find(std::string(spec.name)),
              std::string::npos);
    EXPECT_NE(SettingsTemplate(kSpecs).find("# " + std::string(spec.name) + " = "),
              std::string::npos);
  }
}

}  // namespace
}  // namespace adit
