#include "privacy/policy/url_rules.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

UrlRules Rules() {
  UrlPolicy policy;
  policy.keep_parameters = {"view"};
  policy.templates = {{"order", "https://shop.example/orders/{order}/lines"}};
  Result<UrlRules> rules = UrlRules::Create(policy);
  EXPECT_TRUE(rules.ok());
  return std::move(*rules);
}

TEST(UrlRules, UsersParametersAndIdentifiersGo) {
  EXPECT_EQ(
      Rules().Reduce("https://jane:pw@Erp.Example:8443/Invoices/4711/edit?id=9&view=list#top").text,
      "https://erp.example:8443/Invoices/<ID>/edit?view=list");
  EXPECT_EQ(Rules().Reduce("https://a.example/u/jane%20roe/x").text, "https://a.example/u/<ID>/x");
  EXPECT_EQ(Rules().Reduce("https://a.example/api/v2/step-10").text,
            "https://a.example/api/v2/step-10");
}

TEST(UrlRules, RoutesInFragmentsAreReducedLikePaths) {
  EXPECT_EQ(Rules().Reduce("https://a.example/app#/orders/123456?q=jane").text,
            "https://a.example/app#/orders/<ID>");
  EXPECT_EQ(Rules().Reduce("https://a.example/app#access_token=abc").text, "https://a.example/app");
}

TEST(UrlRules, TemplatesWinOverTheGeneralRule) {
  const ReducedUrl reduced = Rules().Reduce("https://shop.example/orders/jane-roe/lines");
  EXPECT_EQ(reduced.text, "https://shop.example/orders/<order>/lines");
  EXPECT_EQ(reduced.matched_template, 0);
}

TEST(UrlRules, PathsKeepTheirLastSegmentOnly) {
  EXPECT_EQ(Rules().Reduce("/home/jane/Documents/report.ods").text, "report.ods");
  EXPECT_EQ(Rules().Reduce("C:\\Users\\jane\\report.xlsx").text, "report.xlsx");
  EXPECT_EQ(Rules().Reduce("file:///home/jane/form.html").text, "file:///form.html");
}

TEST(UrlRules, SchemesWithoutHostKeepTheirNameOnly) {
  EXPECT_EQ(Rules().Reduce("data:text/html;base64,SGVsbG8").text, "data:");
  EXPECT_EQ(Rules().Reduce("mailto:jane@example.org").text, "mailto:");
}

TEST(UrlRules, HostIsFoundBehindUserAndBeforePort) {
  EXPECT_EQ(HostOfUrl("https://u:p@Bank.Example:1/x"), "bank.example");
  EXPECT_EQ(HostOfUrl("https://[2001:db8::1]:8080/x"), "[2001:db8::1]");
  EXPECT_EQ(HostOfUrl("/home/x"), "");
}

}  // namespace
}  // namespace adit
