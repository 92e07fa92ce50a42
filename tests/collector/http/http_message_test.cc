#include "collector/http/http_message.h"

#include <gtest/gtest.h>

namespace adit::http {
namespace {

TEST(HttpMessage, QueryFindsDecodedValues) {
  HttpRequest request;
  request.query = "a=1&b%20c=x%2By+z&flag&a=2&bad=%zz";
  EXPECT_EQ(request.Query("a"), "1");
  EXPECT_EQ(request.Query("b c"), "x+y z");
  EXPECT_EQ(request.Query("flag"), "");
  EXPECT_EQ(request.Query("bad"), "%zz");
  EXPECT_FALSE(request.Query("missing"));
}

TEST(HttpMessage, CookieIsFoundByItsWholeName) {
  EXPECT_EQ(CookieValue("xid=1; id=2;id2=3", "id"), "2");
  EXPECT_EQ(CookieValue("xid=1", "id"), "");
}

TEST(HttpMessage, AProblemIsValidJsonWhateverTheDetail) {
  const HttpResponse problem = Problem(404, "quote \" backslash \\ line\n");
  EXPECT_EQ(problem.content_type, "application/problem+json");
  EXPECT_NE(problem.body.find(R"(quote \" backslash \\ line\u000a)"), std::string::npos)
      << problem.body;
}

}  // namespace
}  // namespace adit::http
