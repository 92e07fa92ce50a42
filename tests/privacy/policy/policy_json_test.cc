#include "privacy/policy/policy_json.h"

#include <gtest/gtest.h>

#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

std::string ErrorOf(const std::string& text) {
  const Result<PolicyDocument> read = ParsePolicyDocument(text, "p.json");
  return read.ok() ? "ok" : read.status().message();
}

void ExpectError(const std::string& text, const std::string& part) {
  const std::string error = ErrorOf(text);
  EXPECT_NE(error.find(part), std::string::npos) << "message: " << error;
}

TEST(PolicyJson, ReadsCommentsAndEveryPart) {
  const Result<PolicyDocument> read = ParsePolicyDocument(
      "// head\n" + PolicyText(R"("applications": {"default": "allow", /* c */ "deny": [
        {"id": "a", "name": ["X*"]}]}, "working_hours": {"days": ["mon", "sun"], "from": "08:00",
        "until": "17:30", "zone": "-03:30"}, "detectors": {"EMAIL": {"threshold": 0.25,
        "style": "pseudonym"}}, "minimum_group_size": 7)"),
      "p.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_TRUE(read->applications.default_allow);
  EXPECT_EQ(read->applications.deny[0].name[0], "X*");
  EXPECT_EQ(read->hours.days, 0b1000001);
  EXPECT_EQ(read->hours.until_minute, 17 * 60 + 30);
  EXPECT_EQ(read->hours.utc_offset_minutes, -210);
  EXPECT_EQ(read->detectors[static_cast<size_t>(FindingType::kEmail)].style, MaskStyle::kPseudonym);
  EXPECT_EQ(read->minimum_group_size, 7);
}

TEST(PolicyJson, UnknownKeyIsNamedWithItsPath) {
  ExpectError(PolicyText(R"("applications": {"allow": [{"id": "a", "nmae": ["X"]}]})"),
              "p.json: applications.allow[0].nmae: unknown key");
  ExpectError(PolicyText(R"("colour": 1)"), "p.json: colour: unknown key");
  ExpectError(PolicyText(R"("detectors": {"EMIAL": {}})"), "detectors.EMIAL");
}

TEST(PolicyJson, DuplicateKeyIsRefusedBecauseTheLastOneWouldWin) {
  ExpectError(PolicyText(R"("hosts": {"deny": ["a"], "deny": []})"), "\"deny\" stands twice");
}

TEST(PolicyJson, SyntaxErrorNamesLineAndColumn) {
  ExpectError("{\n  \"format\": 1,\n  \"id\": oops\n}", "p.json: 3:");
  ExpectError("", "p.json: ");
  ExpectError("[]", "must be an object");
}

TEST(PolicyJson, RangesAndTypesAreChecked) {
  ExpectError(PolicyText(R"("minimum_group_size": 0)"),
              "minimum_group_size: must be a whole number");
  ExpectError(PolicyText(R"("minimum_group_size": 18446744073709551615)"), "minimum_group_size");
  ExpectError(PolicyText(R"("minimum_group_size": 5.5)"), "minimum_group_size");
  ExpectError(PolicyText(R"("detectors": {"EMAIL": {"threshold": 1.5}})"), "threshold");
  ExpectError(PolicyText(R"("detectors": {"EMAIL": 3})"), "must be an object");
  ExpectError(PolicyText(R"("fields": {"defaults": {"content": "allow"}})"), "content");
  ExpectError(PolicyText(R"("fields": {"defaults": {"detail": "keep"}})"), "is not one of");
  ExpectError(PolicyText(R"("working_hours": {"days": [], "from": "08:00"})"), "at least one day");
  ExpectError(
      PolicyText(R"("working_hours": {"days": ["mon"], "from": "18:00", "until": "08:00"})"),
      "later than");
  ExpectError(PolicyText("", 1, "tomorrow"), "is no time like");
}

TEST(PolicyJson, RequiredKeysAreNamedWhenMissing) {
  const std::string error = ErrorOf("{}");
  for (const char* key : {"format", "id", "version", "expires", "legal"}) {
    EXPECT_NE(error.find(std::string("p.json: ") + key), std::string::npos)
        << key << " in " << error;
  }
}

TEST(PolicyJson, EmptyScopeIsRefusedBecauseItWouldMeanEverywhere) {
  ExpectError(PolicyText(R"("titles": [{"id": "t", "application": [], "template": "Order {n}"}])"),
              "titles[0].application: is empty");
  ExpectError(PolicyText(R"("groups": [])"), "groups: is empty");
}

TEST(PolicyJson, CustomDetectorNeedsExamples) {
  ExpectError(PolicyText(R"("custom_detectors": [{"id": "x", "pattern": "a+"}])"), "must_match");
}

TEST(PolicyJson, OversizeAndDeepNestingAreRefused) {
  ExpectError(std::string(kMaxPolicyBytes + 1, ' '), "a policy has at most");
  ExpectError(std::string(100'000, '[') + std::string(100'000, ']'), "nested deeper");
}

TEST(PolicyJson, InvalidUtf8IsRefused) { ExpectError("{\"id\": \"\xff\"}", "not UTF-8"); }

}  // namespace
}  // namespace adit
