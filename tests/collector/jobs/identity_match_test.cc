#include "collector/jobs/identity_match.h"

#include <gtest/gtest.h>

#include <set>

namespace adit {
namespace {

RoutineIdentity Make(const std::string& key, const std::vector<WeightedStep>& steps) {
  return {key, steps};
}

TEST(Similarity, IsTheWeightedShareOfStepsInCommon) {
  const auto a = Make("a", {{1, 1000}, {2, 1000}});
  EXPECT_DOUBLE_EQ(Similarity(a, a), 1.0);
  EXPECT_DOUBLE_EQ(Similarity(a, Make("b", {{2, 1000}, {3, 1000}})), 1.0 / 3);
  EXPECT_DOUBLE_EQ(Similarity(a, Make("b", {{1, 500}, {2, 500}})), 0.5);
  EXPECT_DOUBLE_EQ(Similarity(a, Make("b", {})), 0.0);
  EXPECT_DOUBLE_EQ(Similarity(Make("x", {}), Make("y", {})), 0.0);
}

TEST(MatchIdentities, ARoutineWithAnotherMainPathKeepsItsKey) {
  const std::vector<RoutineIdentity> known = {Make("old", {{1, 1000}, {2, 1000}, {3, 900}})};
  const std::vector<RoutineIdentity> current = {
      Make("new", {{1, 1000}, {2, 1000}, {3, 400}, {4, 600}}), Make("other", {{7, 1000}})};
  EXPECT_EQ(MatchIdentities(known, current), (std::vector<std::string>{"old", "other"}));
}

TEST(MatchIdentities, TheBetterMatchWinsAndNoKeyIsGivenTwice) {
  const std::vector<RoutineIdentity> known = {Make("k", {{1, 1000}, {2, 1000}, {3, 1000}})};
  const std::vector<RoutineIdentity> current = {Make("a", {{1, 1000}, {2, 1000}}),
                                                Make("b", {{1, 1000}, {2, 1000}, {3, 1000}})};
  EXPECT_EQ(MatchIdentities(known, current), (std::vector<std::string>{"a", "k"}));
}

TEST(MatchIdentities, AKeyOfAnotherRoutineIsNotGivenAgain) {
  const std::vector<RoutineIdentity> known = {Make("k", {{1, 1000}})};
  const std::vector<RoutineIdentity> current = {Make("k", {{9, 1000}}), Make("k", {{8, 1000}})};
  const auto keys = MatchIdentities(known, current);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 2u);
  EXPECT_NE(keys[0], "k");
  EXPECT_NE(keys[1], "k");
  EXPECT_EQ(keys, MatchIdentities(known, current));
}

}  // namespace
}  // namespace adit
