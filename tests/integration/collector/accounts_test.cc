// Accounts of people: passwords, lock-out, sessions that end with what they rest on.
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;
constexpr const char* kHeader = "X-Adit-Request: 1\r\n";
constexpr const char* kPassword = "correct horse battery";

class AccountsTest : public CollectorTest {
 protected:
  void SetUp() override {
    CollectorTest::SetUp();
    ASSERT_TRUE(collector_->access().CreateUser("anna", "analyst", kPassword).ok());
  }
  std::string SignIn(const std::string& name, const std::string& password) {
    return Api("POST", "/api/v1/session", "", json({{"user", name}, {"password", password}}).dump(),
               kHeader);
  }
  static std::string Cookie(const std::string& response) {
    const size_t begin = response.find("Set-Cookie: ") + 12;
    return "Cookie: " + response.substr(begin, response.find(';', begin) - begin) + "\r\n";
  }
};

TEST_F(AccountsTest, AnAccountSignsInAndItsPasswordIsKeptAsArgon2id) {
  const std::string login = SignIn("anna", kPassword);
  ASSERT_EQ(StatusOf(login), 200) << login;
  EXPECT_EQ(json::parse(BodyOf(login))["role"], "analyst");
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", "", "", Cookie(login))), 200);
  const auto user = collector_->control().FindUser("anna");
  EXPECT_TRUE((*user)->password_hash.starts_with("$argon2id$"));
  EXPECT_EQ(user.value()->password_hash.find(kPassword), std::string::npos);
}

TEST_F(AccountsTest, WrongNameAndWrongPasswordAreAnsweredAlike) {
  const std::string wrong_name = SignIn("nobody", kPassword);
  const std::string wrong_password = SignIn("anna", "something else entirely");
  EXPECT_EQ(StatusOf(wrong_name), 401);
  EXPECT_EQ(BodyOf(wrong_name), BodyOf(wrong_password));
  EXPECT_EQ(StatusOf(SignIn("", "")), 400);
}

TEST_F(AccountsTest, TenWrongPasswordsLockTheAccountEvenForTheRightOne) {
  for (uint32_t i = 0; i < api::Access::kFailuresToLock; ++i)
    EXPECT_EQ(StatusOf(SignIn("anna", "wrong wrong wrong")), 401);
  EXPECT_EQ(StatusOf(SignIn("anna", kPassword)), 401);
  EXPECT_GT((*collector_->control().FindUser("anna"))->locked_until_us, SystemClock().WallMicros());
  // An administrator opens it again with a new password.
  const std::string reset = Api("PUT", "/api/v1/users/anna", report_.admin_token,
                                R"({"reset_password":true})");
  ASSERT_EQ(StatusOf(reset), 200) << reset;
  const std::string fresh = json::parse(BodyOf(reset))["password"];
  EXPECT_EQ(StatusOf(SignIn("anna", kPassword)), 401);
  EXPECT_EQ(StatusOf(SignIn("anna", fresh)), 200);
}

TEST_F(AccountsTest, DisablingAnotherRoleOrANewPasswordEndSessions) {
  for (const char* change : {R"({"disabled":true})", R"({"disabled":false})",
                             R"({"role":"auditor"})", R"({"reset_password":true})"}) {
    const std::string before = SignIn("anna", kPassword);
    const std::string cookie = Cookie(before);
    const bool was_in = StatusOf(before) == 200;
    ASSERT_EQ(StatusOf(Api("PUT", "/api/v1/users/anna", report_.admin_token, change)), 200);
    if (was_in) {
      EXPECT_EQ(StatusOf(Api("GET", "/api/v1/session", "", "", cookie)), 401) << change;
    }
  }
}

TEST_F(AccountsTest, APersonChangesTheOwnPasswordWithTheOldOne) {
  const std::string cookie = Cookie(SignIn("anna", kPassword));
  const auto change = [&](const std::string& old_password, const std::string& new_password) {
    return Api("PUT", "/api/v1/session/password", "",
               json({{"old", old_password}, {"new", new_password}}).dump(), cookie + kHeader);
  };
  EXPECT_EQ(StatusOf(change("not the old one", "a much better one")), 403);
  EXPECT_EQ(StatusOf(change(kPassword, "short")), 400);
  EXPECT_EQ(StatusOf(change(kPassword, "hello anna hello anna")), 400);
  const std::string done = change(kPassword, "a much better one");
  EXPECT_EQ(StatusOf(done), 204) << done;
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/session", "", "", cookie)), 401);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/session", "", "", Cookie(done))), 200);
  EXPECT_EQ(StatusOf(SignIn("anna", "a much better one")), 200);
}

TEST_F(AccountsTest, AccountsAreCheckedAndAudited) {
  const std::string admin = report_.admin_token;
  for (const char* body :
       {R"({"name":"","role":"analyst"})", R"({"name":"Über","role":"analyst"})",
        R"({"name":"bo","role":"king"})", R"({"name":"bo","role":"analyst","password":"short"})",
        R"({"name":"bo","role":"analyst","password":7})", "[]"}) {
    EXPECT_EQ(StatusOf(Api("POST", "/api/v1/users", admin, body)), 400) << body;
  }
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/users", admin, R"({"name":"bo","role":"admin"})")), 201);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/users", admin, R"({"name":"bo","role":"admin"})")), 409);
  EXPECT_EQ(StatusOf(Api("PUT", "/api/v1/users/none", admin, R"({"disabled":true})")), 404);
  EXPECT_EQ(StatusOf(Api("PUT", "/api/v1/users/bo", admin, R"({"disabled":1})")), 400);
  EXPECT_EQ(BodyOf(Api("GET", "/api/v1/users", admin)).find("argon2"), std::string::npos);
  const auto audit = collector_->control().Audit(0, 100);
  EXPECT_TRUE(std::any_of(audit->begin(), audit->end(), [](const AuditEntry& entry) {
    return entry.action == "create account" && entry.target == "bo (admin)";
  }));
}

}  // namespace
}  // namespace adit
