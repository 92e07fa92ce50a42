#include "common/config/setting_documents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace adit {
namespace {

constexpr SettingSpec kSpecs[] = {
    {"spool.quota_mib", SettingType::kInteger, "MiB", "256", 16, 1024, "",
     "Most the spool may take."},
    {"log.format", SettingType::kChoice, "", "text", 0, 0, "text|json", "Form of \"lines\"."},
    {"guard.enabled", SettingType::kFlag, "", "true", 0, 0, "", ".dot and \\ backslash"},
    {"guard.share", SettingType::kNumber, "", "0.5", 0, 1, "", "A share."},
};

TEST(SettingDocuments, JsonSchemaHasEverySettingWithItsBounds) {
  const nlohmann::json schema = nlohmann::json::parse(SettingsJsonSchema(kSpecs, "adit-test"));
  EXPECT_EQ(schema["properties"].size(), std::size(kSpecs));
  EXPECT_FALSE(schema["additionalProperties"].get<bool>());
  const nlohmann::json& quota = schema["properties"]["spool.quota_mib"];
  EXPECT_EQ(quota["type"], "integer");
  EXPECT_EQ(quota["minimum"], 16);
  EXPECT_EQ(quota["maximum"], 1024);
  EXPECT_EQ(quota["default"], 256);
  EXPECT_EQ(quota["x-unit"], "MiB");
  EXPECT_EQ(schema["properties"]["log.format"]["enum"], nlohmann::json({"text", "json"}));
  EXPECT_EQ(schema["properties"]["log.format"]["default"], "text");
  EXPECT_EQ(schema["properties"]["guard.enabled"]["default"], true);
  EXPECT_EQ(schema["properties"]["guard.share"]["maximum"], 1);
}

TEST(SettingDocuments, ManualNamesEverySettingAndCannotBeReadAsMarkup) {
  const std::string man = SettingsManual(kSpecs, {.page = "adit-test.conf",
                                                  .program = "adit-test",
                                                  .version = "1.2.3",
                                                  .environment_prefix = "ADIT_TEST_",
                                                  .files = "/etc/adit/test.conf"});
  EXPECT_EQ(man.rfind(".TH \"adit-test.conf\" 5", 0), 0U);
  for (const SettingSpec& spec : kSpecs) {
    EXPECT_NE(man.find(".B " + std::string(spec.name)), std::string::npos) << spec.name;
  }
  EXPECT_NE(man.find("ADIT_TEST_SPOOL_QUOTA_MIB"), std::string::npos);
  EXPECT_NE(man.find("\n\\&.dot and \\e backslash"), std::string::npos) << man;
  EXPECT_NE(man.find("16 to 1024 (MiB)"), std::string::npos);
}

}  // namespace
}  // namespace adit
