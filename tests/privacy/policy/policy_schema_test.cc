// The JSON Schema and the reader must know the same keys.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "privacy/policy/default_policy.h"
#include "privacy/policy/policy_json.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

using nlohmann::json;

json Schema() {
  std::ifstream file(ADIT_SOURCE_DIR "/docs/formats/policy.schema.json");
  return json::parse(file);
}

// Every key of `value` must be a property of `schema`.
void ExpectKnown(const json& value, const json& schema, const std::string& path) {
  if (value.is_array() && schema.contains("items")) {
    for (const json& element : value) ExpectKnown(element, schema["items"], path + "[]");
  }
  if (!value.is_object() || !schema.contains("properties")) return;
  for (const auto& entry : value.items()) {
    ASSERT_TRUE(schema["properties"].contains(entry.key())) << path << "." << entry.key();
    ExpectKnown(entry.value(), schema["properties"][entry.key()], path + "." + entry.key());
  }
}

// A document that sets nothing but `path` to an object with `key`, given as text for the reader.
void ExpectRead(const json& schema, const std::string& before, const std::string& after,
                const std::string& path) {
  for (const auto& property : schema["properties"].items()) {
    const json& inner = property.value();
    const std::string text = before + "\"" + property.key() + "\": null" + after;
    const Result<PolicyDocument> read = ParsePolicyDocument(text, "t");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.status().message().find("." + property.key() + ": unknown key"),
              std::string::npos)
        << path << property.key() << ": " << read.status().message();
    EXPECT_EQ(read.status().message().find(" " + property.key() + ": unknown key"),
              std::string::npos)
        << path << property.key() << ": " << read.status().message();
    const bool list = inner.contains("items") && inner["items"].contains("properties");
    const json& object = list ? inner["items"] : inner;
    if (!object.contains("properties")) continue;
    ExpectRead(object, before + "\"" + property.key() + "\": " + (list ? "[{" : "{"),
               (list ? "}]" : "}") + after, path + property.key() + ".");
  }
}

TEST(PolicySchema, KnowsEveryKeyOfTheDefaultPolicy) {
  const json policy = json::parse(DefaultPolicyText(), nullptr, true, true);
  ExpectKnown(policy, Schema(), "default");
}

TEST(PolicySchema, EveryPropertyIsReadByTheReader) { ExpectRead(Schema(), "{", "}", ""); }

TEST(PolicySchema, TypesAndActionsAreTheProgramsOwn) {
  const json defs = Schema()["$defs"];
  ASSERT_EQ(defs["type"]["enum"].size(), static_cast<size_t>(kFindingTypeCount));
  for (const json& name : defs["type"]["enum"]) {
    EXPECT_TRUE(ParseFindingType(name.get<std::string>())) << name;
  }
  for (const json& name : defs["action"]["enum"]) {
    EXPECT_TRUE(ParseFieldAction(name.get<std::string>())) << name;
  }
  ASSERT_EQ(defs["style"]["enum"].size(), static_cast<size_t>(kMaskStyleCount));
}

}  // namespace
}  // namespace adit
