#include "collector/oidc/id_token.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>

#include "common/crypto/message_code.h"
#include "common/crypto/web_signature.h"
#include "tests/fakes/token_signer.h"

namespace adit::oidc {
namespace {

using nlohmann::json;

constexpr int64_t kNow = 1'800'000'000;

class IdTokenTest : public testing::TestWithParam<const char*> {
 protected:
  static Expectation Expected() {
    return {"https://id.example", "adit", "n-1", kNow, "sub", "groups"};
  }
  static json Claims(const json& more = json::object()) {
    json claims = {{"iss", "https://id.example"},
                   {"aud", "adit"},
                   {"sub", "erika"},
                   {"nonce", "n-1"},
                   {"iat", kNow - 5},
                   {"exp", kNow + 300},
                   {"groups", {"staff", "coe"}},
                   {"name", "Erika M."}};
    for (const auto& [name, value] : more.items()) {
      if (value.is_null()) {
        claims.erase(name);
      } else {
        claims[name] = value;
      }
    }
    return claims;
  }
  Result<Identity> Check(const std::string& token) const {
    return CheckIdToken(token, *ReadKeySet(signer_.KeySet()), Expected());
  }
  std::string WhyNot(const json& more) const {
    const auto identity = Check(signer_.Token(Claims(more)));
    return identity.ok() ? "accepted" : identity.status().message();
  }
  const TokenSigner signer_{GetParam(), "key-1"};
};

TEST_P(IdTokenTest, WhoIsVouchedForIsTaken) {
  const auto identity = Check(signer_.Token(Claims()));
  ASSERT_TRUE(identity.ok()) << identity.status().ToString();
  EXPECT_EQ(identity->name, "erika");
  EXPECT_EQ(identity->groups, (std::vector<std::string>{"staff", "coe"}));
  EXPECT_TRUE(Check(signer_.Token(Claims({{"aud", {"adit"}}}))).ok());
  EXPECT_TRUE(Check(signer_.Token(Claims({{"aud", {"adit", "b"}}, {"azp", "adit"}}))).ok());
  EXPECT_TRUE(Check(signer_.Token(Claims({{"groups", nullptr}}))).ok());
}

TEST_P(IdTokenTest, EveryClaimIsChecked) {
  const std::pair<json, const char*> wrong[] = {
      {{{"iss", "https://other.example"}}, "another issuer"},
      {{{"iss", "https://id.example/"}}, "another issuer"},
      {{{"iss", nullptr}}, "another issuer"},
      {{{"aud", "other"}}, "another audience"},
      {{{"aud", {"other", "third"}}}, "another audience"},
      {{{"aud", {"adit", "other"}}}, "another audience"},
      {{{"azp", "other"}}, "another audience"},
      {{{"aud", nullptr}}, "another audience"},
      {{{"exp", kNow - 61}}, "expired"},
      {{{"exp", nullptr}}, "no exp"},
      {{{"exp", "tomorrow"}}, "no exp"},
      {{{"exp", 1e300}}, "no exp"},
      {{{"iat", kNow + 120}}, "future"},
      {{{"iat", kNow - 7200}}, "too old"},
      {{{"iat", nullptr}}, "no exp or iat"},
      {{{"nbf", kNow + 120}}, "not valid yet"},
      {{{"nonce", "n-2"}}, "nonce"},
      {{{"nonce", nullptr}}, "nonce"},
      {{{"sub", nullptr}}, "no subject"},
      {{{"sub", 7}}, "no subject"},
      {{{"sub", "a\nb"}}, "names nobody"},
      {{{"sub", std::string(129, 'a')}}, "names nobody"}};
  for (const auto& [claims, why] : wrong)
    EXPECT_NE(WhyNot(claims).find(why), std::string::npos) << claims << ": " << WhyNot(claims);
}

TEST_P(IdTokenTest, AChangedTokenHasAWrongSignature) {
  std::string token = signer_.Token(Claims());
  const size_t dot = token.find('.');
  std::string changed = token.substr(0, dot + 1);
  json claims = Claims({{"sub", "max"}});
  changed += crypto::Base64UrlEncode(AsBytes(claims.dump())) + token.substr(token.rfind('.'));
  EXPECT_NE(Check(changed).status().message().find("wrong signature"), std::string::npos);
  // Cuts and changed characters are refused and harm nothing.
  for (size_t i = 0; i < token.size(); i += 5) {
    EXPECT_FALSE(Check(token.substr(0, i)).ok()) << i;
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Check(other).ok()) << i;
  }
  EXPECT_FALSE(Check(token + ".x").ok());
  EXPECT_FALSE(Check(std::string(kMaxTokenBytes + 1, 'a')).ok());
}

TEST_P(IdTokenTest, NoneAndSharedKeysProveNothing) {
  for (const char* algorithm : {"none", "None", "NONE", "", "HS256", "RS384", "PS256", "EdDSA"}) {
    const std::string text = UnsignedToken({{"alg", algorithm}, {"kid", "key-1"}}, Claims());
    EXPECT_NE(Check(text + ".").status().message().find("another algorithm"), std::string::npos);
  }
  // The published key as the secret of a code that anybody can make.
  const std::string text = UnsignedToken({{"alg", "HS256"}, {"kid", "key-1"}}, Claims());
  const std::string published = signer_.PublicKey().dump();
  const auto code = crypto::HmacSha256(AsBytes(published), AsBytes(text));
  EXPECT_FALSE(Check(text + "." + crypto::Base64UrlEncode(code)).ok());
  // The other algorithm's name on this key's signature.
  const std::string other = std::string(GetParam()) == "RS256" ? "ES256" : "RS256";
  EXPECT_FALSE(Check(signer_.Token(Claims(), {{"alg", other}})).ok());
  EXPECT_FALSE(Check(signer_.Token(Claims(), {{"crit", {"b64"}}, {"b64", false}})).ok());
}

TEST_P(IdTokenTest, AKeyThatIsNotPublishedIsAskedForAgain) {
  const TokenSigner stranger(GetParam(), "key-2");
  EXPECT_EQ(Check(stranger.Token(Claims())).status().code(), StatusCode::kNotFound);
  // The stranger's signature under the published key's name.
  const TokenSigner impostor(GetParam(), "key-1");
  EXPECT_EQ(Check(impostor.Token(Claims())).status().code(), StatusCode::kUnauthenticated);
  // A key that comes along in the header is nobody's.
  EXPECT_FALSE(Check(impostor.Token(Claims(), {{"jwk", impostor.PublicKey()}})).ok());
}

INSTANTIATE_TEST_SUITE_P(BothAlgorithms, IdTokenTest, testing::Values("RS256", "ES256"));

TEST(IdToken, GroupsMayLieDeeper) {
  const TokenSigner signer("ES256", "k");
  Expectation expected{"i", "adit", "n", kNow, "preferred_username", "realm_access.roles"};
  const json claims = {{"iss", "i"},
                       {"aud", "adit"},
                       {"sub", "0815"},
                       {"nonce", "n"},
                       {"iat", kNow},
                       {"exp", kNow + 60},
                       {"preferred_username", "erika"},
                       {"realm_access", {{"roles", {"coe"}}}}};
  const auto identity = CheckIdToken(signer.Token(claims), *ReadKeySet(signer.KeySet()), expected);
  ASSERT_TRUE(identity.ok()) << identity.status().ToString();
  EXPECT_EQ(identity->name, "erika");
  EXPECT_EQ(identity->groups, std::vector<std::string>{"coe"});
}

TEST(IdToken, KeysForOtherUsesOrTooWeakAreNotUsed) {
  const TokenSigner weak("RS256", "weak", 1024);
  const json claims = {{"iss", "i"},   {"aud", "adit"}, {"sub", "e"},
                       {"nonce", "n"}, {"iat", kNow},   {"exp", kNow + 60}};
  const Expectation expected{"i", "adit", "n", kNow, "sub", "groups"};
  EXPECT_FALSE(CheckIdToken(weak.Token(claims), *ReadKeySet(weak.KeySet()), expected).ok());
  const TokenSigner signer("RS256", "k");
  json key = signer.PublicKey();
  key["use"] = "enc";
  EXPECT_TRUE(ReadKeySet(json{{"keys", {key}}}.dump())->empty());
  key["use"] = "sig";
  key["alg"] = "RS512";
  EXPECT_TRUE(ReadKeySet(json{{"keys", {key}}}.dump())->empty());
  for (const char* text : {"", "[]", "{}", "{\"keys\":{}}", "null"})
    EXPECT_FALSE(ReadKeySet(text).ok()) << text;
  EXPECT_TRUE(
      ReadKeySet(R"({"keys":[1,null,{"kty":"EC"},{"kty":"RSA","n":"!","e":"AQAB"}]})")->empty());
  EXPECT_FALSE(ReadKeySet(json{{"keys", json::array_t(kMaxKeys + 1)}}.dump()).ok());
}

}  // namespace
}  // namespace adit::oidc
