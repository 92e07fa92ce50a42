#include "collector/http/router.h"

#include <gtest/gtest.h>

namespace adit::http {
namespace {

Router ThreeRoutes() {
  Router router;
  for (const auto& [method, pattern] :
       {std::pair{Method::kGet, "/a/{x}"}, std::pair{Method::kPut, "/a/{x}"},
        std::pair{Method::kGet, "/a/{x}/b/{y}"}}) {
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.handle = [](const HttpRequest&, const Respond&) {};
    router.Add(std::move(route));
  }
  return router;
}

TEST(Router, FindsByMethodAndGivesDecodedParameters) {
  const Router router = ThreeRoutes();
  const Router::Match match = router.Find(Method::kGet, "/a/one%20x/b/%2e%2E");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters, (std::vector<std::string>{"one x", ".."}));
}

TEST(Router, AnotherMethodIs405WithTheOnesThereAre) {
  const Router router = ThreeRoutes();
  const Router::Match match = router.Find(Method::kDelete, "/a/1");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.status, 405);
  EXPECT_EQ(match.allow, "GET, PUT");
}

TEST(Router, NothingElseMatches) {
  const Router router = ThreeRoutes();
  for (const char* path :
       {"", "a", "/", "/a", "/a/", "/a//b/1", "/a/1/", "/a/1/b", "/a/1/b/", "//a/1", "/a/1/c/2"}) {
    const Router::Match match = router.Find(Method::kGet, path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.status, 404) << path;
  }
}

}  // namespace
}  // namespace adit::http
