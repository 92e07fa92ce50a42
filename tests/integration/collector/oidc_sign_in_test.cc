// Signing in at an identity provider of the test, over TLS: there, back, and every wrong way back.
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "common/crypto/certificate_authority.h"
#include "common/crypto/key_file.h"
#include "common/crypto/web_signature.h"
#include "tests/fakes/tls_server.h"
#include "tests/fakes/token_signer.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

std::string Parameter(const std::string& url, const std::string& name) {
  const std::string key = name + "=";
  for (size_t at = url.find('?'); at != std::string::npos; at = url.find('&', at + 1)) {
    if (url.compare(at + 1, key.size(), key) != 0) continue;
    const size_t begin = at + 1 + key.size();
    return url.substr(begin, url.find('&', begin) - begin);
  }
  return "";
}

// A small provider: description, keys, and the exchange of codes, each to be spoilt by a test.
class IdentityProvider {
 public:
  IdentityProvider()
      : authority_(*crypto::CreateCertificateAuthority("id", SystemClock().WallMicros())) {
    const auto certificate =
        *crypto::IssueServerCertificate(authority_, {"localhost"}, SystemClock().WallMicros());
    crypto::TlsServerOptions options;
    options.certificate_chain_pem = certificate.chain_pem;
    options.key_pem = certificate.key_pem;
    options.agent_authority_pem = authority_.certificate_pem;
    server_ = std::make_unique<TlsServer>(
        options, [this](const TlsServer::Request& request) { return Answer(request); });
  }
  [[nodiscard]] std::string issuer() const {
    return "https://localhost:" + std::to_string(server_->port());
  }
  [[nodiscard]] const std::string& authority_pem() const { return authority_.certificate_pem; }

  // What a person does there: signs in; the code stands for it.
  std::string SignIn(const std::string& authorization_url) {
    asked_ = authorization_url;
    return "code-" + Parameter(authorization_url, "state").substr(0, 8);
  }

  TokenSigner signer{"RS256", "key-1"};
  json claims;                // laid over the right ones; null takes one away
  json header;                // laid over the right one
  std::string token_text;     // instead of a token
  std::string description;    // instead of the description
  std::string keys;           // instead of the keys
  std::string last_exchange;  // body of the last request for a token

 private:
  std::string Answer(const TlsServer::Request& request) {
    const std::string close = "Connection: close\r\nContent-Type: application/json\r\n";
    const auto asks = [&](const char* what) {
      return request.head.find(what) != std::string::npos;
    };
    if (asks("GET /.well-known/openid-configuration ")) {
      return HttpOk(description.empty() ? json{{"issuer", issuer()},
                                               {"authorization_endpoint", issuer() + "/auth"},
                                               {"token_endpoint", issuer() + "/token"},
                                               {"jwks_uri", issuer() + "/keys"}}
                                              .dump()
                                        : description,
                    close);
    }
    if (asks("GET /keys ")) return HttpOk(keys.empty() ? signer.KeySet() : keys, close);
    if (!asks("POST /token ")) return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    last_exchange = request.body;
    // The verifier must be the one whose digest came with the way there (RFC 7636).
    const std::string verifier = Parameter("?" + request.body, "code_verifier");
    if (verifier.empty() || Challenge(verifier) != Parameter(asked_, "code_challenge") ||
        request.head.find("Authorization: Basic ") == std::string::npos) {
      return "HTTP/1.1 400 Bad Request\r\nContent-Length: 25\r\n" + close +
             "\r\n{\"error\":\"invalid_grant\"}";
    }
    return HttpOk(token_text.empty() ? json{{"id_token", Token()}}.dump() : token_text, close);
  }
  static std::string Challenge(const std::string& verifier) {
    Bytes digest(32);
    unsigned int size = 32;
    EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return crypto::Base64UrlEncode(digest);
  }
  std::string Token() const {
    const int64_t now_s = SystemClock().WallMicros() / kMicrosPerSecond;
    json all = {{"iss", issuer()},
                {"aud", "adit"},
                {"sub", "erika"},
                {"iat", now_s},
                {"exp", now_s + 300},
                {"groups", {"staff", "coe"}},
                {"nonce", Parameter(asked_, "nonce")}};
    for (const auto& [name, value] : claims.items()) {
      if (value.is_null()) {
        all.erase(name);
      } else {
        all[name] = value;
      }
    }
    return signer.Token(all, header.is_object() ? header : json::object());
  }

  const crypto::CertificateAuthority authority_;
  std::string asked_;
  std::unique_ptr<TlsServer> server_;
};

class OidcTest : public CollectorTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteFileAtomically(RealFileSystem(), directory_.File("id.pem"),
                                    AsBytes(provider_.authority_pem()))
                    .ok());
    ASSERT_TRUE(
        crypto::SaveSecretText(RealFileSystem(), directory_.File("secret"), "s3cret").ok());
    more_settings_ = {{"oidc_issuer", provider_.issuer()},
                      {"oidc_client_id", "adit"},
                      {"oidc_client_secret_file", directory_.File("secret")},
                      {"oidc_redirect_url", "https://adit.example/api/v1/session/oidc/callback"},
                      {"oidc_roles", "privacy=officer; coe=analyst"},
                      {"oidc_authority_file", directory_.File("id.pem")}};
    CollectorTest::SetUp();
  }
  static std::string HeaderOf(const std::string& response, const std::string& name) {
    const size_t at = response.find(name + ": ");
    if (at == std::string::npos) return "";
    const size_t begin = at + name.size() + 2;
    return response.substr(begin, response.find("\r\n", begin) - begin);
  }
  struct Way {
    std::string url;     // at the provider
    std::string cookie;  // a request header
  };
  Way Begin() {
    const std::string there = Api("GET", "/api/v1/session/oidc", "");
    EXPECT_EQ(StatusOf(there), 303) << there;
    const std::string cookie = HeaderOf(there, "Set-Cookie");
    EXPECT_NE(cookie.find("HttpOnly; SameSite=Lax"), std::string::npos) << cookie;
    return {HeaderOf(there, "Location"), "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n"};
  }
  std::string Back(const Way& way, const std::string& code, const std::string& more = "") {
    return Api("GET",
               "/api/v1/session/oidc/callback?code=" + code +
                   "&state=" + Parameter(way.url, "state") + more,
               "", "", way.cookie);
  }
  // The whole way; where it led to.
  std::string SignIn() {
    const Way way = Begin();
    return Back(way, provider_.SignIn(way.url));
  }
  static bool SignedIn(const std::string& response) {
    return response.find("__Host-adit_session=") != std::string::npos;
  }

  IdentityProvider provider_;
};

TEST_F(OidcTest, SomebodyOfAMappedGroupGetsItsRoleAndASession) {
  EXPECT_EQ(BodyOf(Api("GET", "/api/v1/session/methods", "")), R"({"password":true,"oidc":true})");
  const Way way = Begin();
  EXPECT_TRUE(way.url.starts_with(provider_.issuer() + "/auth?response_type=code&client_id=adit"));
  EXPECT_EQ(Parameter(way.url, "code_challenge_method"), "S256");
  EXPECT_EQ(Parameter(way.url, "redirect_uri"),
            "https%3A%2F%2Fadit.example%2Fapi%2Fv1%2Fsession%2Foidc%2Fcallback");
  const std::string back = Back(way, provider_.SignIn(way.url));
  ASSERT_TRUE(SignedIn(back)) << back;
  EXPECT_EQ(HeaderOf(back, "Location"), "../../../../");
  const size_t at = back.find("__Host-adit_session=");
  const std::string cookie = "Cookie: " + back.substr(at, back.find(';', at) - at) + "\r\n";
  const json who = json::parse(BodyOf(Api("GET", "/api/v1/session", "", "", cookie)));
  EXPECT_EQ(who["name"], "oidc:erika");
  EXPECT_EQ(who["role"], "analyst");
  EXPECT_EQ(who["account"], true);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/edits", "", "", cookie)), 200);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/users", "", "", cookie)), 403);

  // Another group there gives another role here and ends the sessions of the old one.
  provider_.claims = {{"groups", {"coe", "privacy"}}};
  EXPECT_TRUE(SignedIn(SignIn()));
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/session", "", "", cookie)), 401);
  EXPECT_EQ((*collector_->control().FindUser("oidc:erika"))->role, "officer");

  // Disabled here is disabled, whatever the provider says; no password ever opens it.
  UserEntry user = **collector_->control().FindUser("oidc:erika");
  EXPECT_EQ(StatusOf(Api("PUT", "/api/v1/users/oidc%3Aerika", report_.admin_token,
                         R"({"reset_password":true})")),
            409);
  EXPECT_EQ(StatusOf(Api("PUT", "/api/v1/users/oidc%3Aerika", report_.admin_token,
                         R"({"disabled":true})")),
            200);
  EXPECT_EQ(HeaderOf(SignIn(), "Location"), "../../../../#signin=disabled");
  size_t signed_in = 0;
  const auto audit = collector_->control().Audit(0, 500);
  for (const AuditEntry& entry : *audit)
    signed_in += entry.action == "sign in" && entry.actor == "oidc:erika" ? 1 : 0;
  EXPECT_EQ(signed_in, 2U);
}

TEST_F(OidcTest, AStateOpensOnceAndInItsOwnBrowserOnly) {
  const Way victim = Begin();
  const std::string code = provider_.SignIn(victim.url);
  const Way attacker = Begin();
  EXPECT_FALSE(SignedIn(Back({victim.url, attacker.cookie}, code))) << "another browser";
  EXPECT_FALSE(SignedIn(Back({victim.url, ""}, code))) << "no cookie";
  EXPECT_FALSE(SignedIn(Back({"?state=guessed", victim.cookie}, code)));
  EXPECT_FALSE(SignedIn(Back(victim, "", "&error=access_denied")));
  EXPECT_FALSE(SignedIn(Back(victim, code))) << "its state was used up";
  const Way next = Begin();
  EXPECT_FALSE(SignedIn(Back(next, provider_.SignIn(next.url), "&iss=https%3A%2F%2Fother")));
  const Way good = Begin();
  const std::string fresh = provider_.SignIn(good.url);
  EXPECT_TRUE(SignedIn(Back(good, fresh)));
  EXPECT_FALSE(SignedIn(Back(good, fresh))) << "replayed";
}

TEST_F(OidcTest, HostileTokensOpenNothing) {
  const int64_t now_s = SystemClock().WallMicros() / kMicrosPerSecond;
  const TokenSigner stranger("RS256", "key-1");
  const std::string published = provider_.signer.PublicKey().dump();
  const auto refused = [&](const char* what) {
    // Failures slow an address down; this is about the tokens.
    collector_.reset();
    Serve();
    const std::string back = SignIn();
    EXPECT_FALSE(SignedIn(back)) << what;
    EXPECT_EQ(StatusOf(back), 303) << what << back;
    EXPECT_EQ(back.find("erika"), std::string::npos) << what;
    return HeaderOf(back, "Location");
  };
  const std::string no = "../../../../#signin=refused";
  provider_.claims = {{"iss", "https://other.example"}};
  EXPECT_EQ(refused("issuer"), no);
  provider_.claims = {{"aud", "another-client"}};
  EXPECT_EQ(refused("audience"), no);
  provider_.claims = {{"exp", now_s - 3600}};
  EXPECT_EQ(refused("expired"), no);
  provider_.claims = {{"nonce", "of-another-sign-in"}};
  EXPECT_EQ(refused("nonce"), no);
  provider_.claims = {{"groups", {"staff"}}};
  EXPECT_EQ(refused("no group with a role"), "../../../../#signin=norole");
  provider_.claims = {{"sub", "../etc\r\nSet-Cookie: a=b"}};
  EXPECT_EQ(refused("name with a line end"), no);
  provider_.claims = json::object();
  provider_.header = {{"alg", "none"}};
  EXPECT_EQ(refused("alg none"), no);
  provider_.header = {{"alg", "HS256"}};
  EXPECT_EQ(refused("alg HS256"), no);
  provider_.header = {{"kid", "key-9"}};
  EXPECT_EQ(refused("unknown key"), no);
  provider_.header = json::object();
  provider_.keys = stranger.KeySet();
  EXPECT_EQ(refused("signed by another key"), no);
  provider_.keys = "not JSON";
  EXPECT_EQ(refused("no keys"), "../../../../#signin=unavailable");
  provider_.keys.clear();
  provider_.token_text = "{\"id_token\":\"" + std::string(40'000, 'a') + "\"}";
  EXPECT_EQ(refused("a token too long"), no);
  provider_.token_text = std::string(400'000, ' ');
  EXPECT_EQ(refused("an answer too long"), "../../../../#signin=unavailable");
  provider_.token_text = "[]";
  EXPECT_EQ(refused("no token"), no);
  provider_.token_text.clear();
  EXPECT_TRUE(SignedIn(SignIn()));
}

TEST_F(OidcTest, AnotherIssuersDescriptionIsNotFollowed) {
  provider_.description = json{{"issuer", "https://other.example"},
                               {"authorization_endpoint", "https://other.example/auth"},
                               {"token_endpoint", "https://other.example/token"},
                               {"jwks_uri", "https://other.example/keys"}}
                              .dump();
  EXPECT_EQ(HeaderOf(Api("GET", "/api/v1/session/oidc", ""), "Location"),
            "../../../#signin=unavailable");
  provider_.description = json{{"issuer", provider_.issuer()},
                               {"authorization_endpoint", "http://elsewhere.example/auth"},
                               {"token_endpoint", provider_.issuer() + "/token"},
                               {"jwks_uri", provider_.issuer() + "/keys"}}
                              .dump();
  EXPECT_EQ(HeaderOf(Api("GET", "/api/v1/session/oidc", ""), "Location"),
            "../../../#signin=unavailable")
      << "not over TLS";
}

TEST_F(OidcTest, NewKeysOfTheProviderAreFetched) {
  ASSERT_TRUE(SignedIn(SignIn()));
  // Within the minute after the last look a key that is not known stays unknown: nobody makes the
  // collector ask its provider in a loop.
  provider_.header = {{"kid", "key-2"}};
  EXPECT_FALSE(SignedIn(SignIn()));
}

TEST(OidcSettings, WhatIsMissingOrWrongIsNamed) {
  const TemporaryDirectory directory;
  const std::vector<std::pair<std::string, std::string>> good = {
      {"oidc_issuer", "https://id.example"},
      {"oidc_client_id", "adit"},
      {"oidc_redirect_url", "https://adit.example/api/v1/session/oidc/callback"},
      {"oidc_roles", "cn=coe,ou=groups=analyst; privacy = officer"}};
  const auto settings = cli::LoadCollectorSettings(RealFileSystem(), directory.File("d"), good);
  ASSERT_TRUE(settings.ok()) << settings.status().ToString();
  EXPECT_EQ(settings->oidc->roles[0].first, "cn=coe,ou=groups");
  EXPECT_EQ(settings->oidc->roles[1], (std::pair<std::string, std::string>("privacy", "officer")));
  const std::pair<const char*, const char*> wrong[] = {
      {"oidc_issuer", "http://id.example"},
      {"oidc_client_id", ""},
      {"oidc_redirect_url", "https://adit.example"},
      {"oidc_roles", ""},
      {"oidc_roles", "coe=king"},
      {"oidc_scope", "profile"},
      {"oidc_authority_file", "/nowhere/id.pem"}};
  for (const auto& [name, value] : wrong) {
    auto changed = good;
    changed.emplace_back(name, value);
    const auto loaded = cli::LoadCollectorSettings(RealFileSystem(), directory.File("d"), changed);
    ASSERT_FALSE(loaded.ok()) << name;
    EXPECT_NE(loaded.status().message().find(name), std::string::npos) << loaded.status().message();
  }
}

}  // namespace
}  // namespace adit
