#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <future>

#include "agent/ship/transport.h"
#include "common/base/clock.h"
#include "common/crypto/certificate_authority.h"
#include "tests/fakes/reserved_port.h"
#include "tests/fakes/tls_server.h"

namespace adit {
namespace {

constexpr int64_t kTimeoutUs = 5'000'000;
const std::string kAgentId(32, 'c');

class HttpsTransportTest : public testing::Test {
 protected:
  HttpsTransportTest() {
    const int64_t now = SystemClock().WallMicros();
    authority_ = crypto::CreateCertificateAuthority("test collector", now).value();
    server_ = crypto::IssueServerCertificate(authority_, {"127.0.0.1", "localhost"}, now).value();
    key_pem_ = crypto::GenerateTlsKey().value();
    const std::string request = crypto::CreateCertificateRequest(key_pem_, "x").value();
    certificate_pem_ =
        crypto::IssueAgentCertificate(authority_, request, kAgentId, now).value();
    expired_pem_ = crypto::IssueAgentCertificate(authority_, request, kAgentId,
                                                 now - 40ll * 86'400'000'000)
                       .value();
  }

  std::unique_ptr<TlsServer> Serve(TlsServer::Answer answer) {
    return std::make_unique<TlsServer>(
        crypto::TlsServerOptions{server_.chain_pem, server_.key_pem, authority_.certificate_pem},
        std::move(answer));
  }

  std::unique_ptr<Transport> Client(const TlsServer& server, crypto::TlsClientOptions tls,
                                    const std::string& host = "127.0.0.1") {
    return std::move(CreateHttpsConnector({host, server.port()})->Connect(tls).value());
  }
  crypto::TlsClientOptions Trusting() const {
    crypto::TlsClientOptions tls;
    tls.authority_pem = authority_.certificate_pem;
    return tls;
  }
  crypto::TlsClientOptions WithCertificate() const {
    crypto::TlsClientOptions tls = Trusting();
    tls.certificate_chain_pem = certificate_pem_;
    tls.key_pem = key_pem_;
    return tls;
  }
  static Result<HttpAnswer> Get(Transport& transport, int64_t timeout_us = kTimeoutUs) {
    return transport.Exchange({"GET", "/v1/policy", "", {}}, timeout_us, 4096);
  }

  crypto::CertificateAuthority authority_;
  crypto::ServerCertificate server_;
  std::string key_pem_;
  std::string certificate_pem_;
  std::string expired_pem_;
};

TEST_F(HttpsTransportTest, SendsTheBodyAndShowsItsCertificate) {
  TlsServer::Request seen;
  const auto server = Serve([&](const TlsServer::Request& request) {
    seen = request;
    return HttpOk("receipt", "Retry-After: 7\r\n");
  });
  const auto client = Client(*server, WithCertificate());
  const Bytes body(300'000, 'x');
  const auto answer = client->Exchange({"PUT", "/v1/batches/1", "application/octet-stream", body},
                                       kTimeoutUs, 4096);
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(AsText(answer->body), "receipt");
  EXPECT_EQ(answer->retry_after, "7");
  EXPECT_EQ(seen.body.size(), body.size());
  EXPECT_EQ(seen.agent_id_hex, kAgentId);
  EXPECT_TRUE(seen.head.starts_with("PUT /v1/batches/1 HTTP/1.1\r\n"));
}

TEST_F(HttpsTransportTest, KeepsItsConnectionAndMakesANewOneWhenItWasClosed) {
  int requests = 0;
  const auto server = Serve([&](const TlsServer::Request&) {
    return ++requests == 3 ? std::string() : HttpOk("ok");
  });
  const auto client = Client(*server, Trusting());
  EXPECT_TRUE(Get(*client).ok());
  EXPECT_TRUE(Get(*client).ok());
  EXPECT_EQ(server->connections(), 1);
  EXPECT_TRUE(Get(*client).ok()) << "the connection broke and the request was repeated";
  EXPECT_EQ(server->connections(), 2);
}

TEST_F(HttpsTransportTest, TrustsThePinnedAuthorityAlone) {
  const auto server = Serve([](const TlsServer::Request&) { return HttpOk("ok"); });
  crypto::TlsClientOptions tls;
  tls.authority_sha256_hex = crypto::ReadCertificate(authority_.certificate_pem)->sha256_hex;
  EXPECT_TRUE(Get(*Client(*server, tls)).ok());
  tls.authority_sha256_hex[0] = tls.authority_sha256_hex[0] == '0' ? '1' : '0';
  EXPECT_EQ(Get(*Client(*server, tls)).status().code(), StatusCode::kUnauthenticated);
  // The server's own certificate is no authority: its fingerprint is not a pin.
  tls.authority_sha256_hex = crypto::ReadCertificate(server_.chain_pem)->sha256_hex;
  EXPECT_EQ(Get(*Client(*server, tls)).status().code(), StatusCode::kUnauthenticated);
}

TEST_F(HttpsTransportTest, RefusesAnotherAuthorityAndAnotherName) {
  const auto server = Serve([](const TlsServer::Request&) { return HttpOk("ok"); });
  crypto::TlsClientOptions other;
  other.authority_pem =
      crypto::CreateCertificateAuthority("other", SystemClock().WallMicros())->certificate_pem;
  EXPECT_EQ(Get(*Client(*server, other)).status().code(), StatusCode::kUnauthenticated);
  EXPECT_TRUE(Get(*Client(*server, Trusting(), "localhost")).ok());
  server_ =
      crypto::IssueServerCertificate(authority_, {"localhost"}, SystemClock().WallMicros()).value();
  const auto named = Serve([](const TlsServer::Request&) { return HttpOk("ok"); });
  EXPECT_TRUE(Get(*Client(*named, Trusting(), "localhost")).ok());
  EXPECT_EQ(Get(*Client(*named, Trusting(), "127.0.0.1")).status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(HttpsTransportTest, AForeignClientCertificateDoesNotGetIn) {
  const auto server = Serve([](const TlsServer::Request&) { return HttpOk("ok"); });
  const auto other =
      crypto::CreateCertificateAuthority("other", SystemClock().WallMicros()).value();
  crypto::TlsClientOptions tls = WithCertificate();
  tls.certificate_chain_pem =
      crypto::IssueAgentCertificate(other, crypto::CreateCertificateRequest(key_pem_, "x").value(),
                                    kAgentId, SystemClock().WallMicros())
          .value();
  EXPECT_FALSE(Get(*Client(*server, tls)).ok());
}

TEST_F(HttpsTransportTest, AnExpiredCertificateOfOursGetsInSoThatItCanRenew) {
  std::string agent;
  const auto server = Serve([&](const TlsServer::Request& request) {
    agent = request.agent_id_hex;
    return HttpOk("ok");
  });
  crypto::TlsClientOptions tls = WithCertificate();
  tls.certificate_chain_pem = expired_pem_;
  EXPECT_TRUE(Get(*Client(*server, tls)).ok());
  EXPECT_EQ(agent, kAgentId);
}

TEST_F(HttpsTransportTest, NeverFollowsARedirect) {
  int requests = 0;
  const auto server = Serve([&](const TlsServer::Request&) {
    ++requests;
    return std::string(
        "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/else\r\nContent-Length: 0\r\n\r\n");
  });
  const auto answer = Get(*Client(*server, Trusting()));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(requests, 1);
}

TEST_F(HttpsTransportTest, ALongAnswerIsRefused) {
  const auto server =
      Serve([](const TlsServer::Request&) { return HttpOk(std::string(5000, 'x')); });
  EXPECT_EQ(Get(*Client(*server, Trusting())).status().code(), StatusCode::kResourceExhausted);
}

TEST_F(HttpsTransportTest, AnEndlessHeaderIsRefused) {
  const auto server = Serve([](const TlsServer::Request&) {
    return "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x');
  });
  EXPECT_EQ(Get(*Client(*server, Trusting())).status().code(), StatusCode::kResourceExhausted);
}

TEST_F(HttpsTransportTest, ASilentServerEndsInADeadline) {
  std::promise<void> asked_in_vain;
  const auto server = Serve([&](const TlsServer::Request&) {
    asked_in_vain.get_future().wait();
    return std::string();
  });
  const auto answer = Get(*Client(*server, Trusting()), 200'000);
  asked_in_vain.set_value();
  EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded) << answer.status().ToString();
}

TEST_F(HttpsTransportTest, NobodyListeningIsUnavailable) {
  const ReservedPort port;
  const auto client = std::move(
      CreateHttpsConnector({"127.0.0.1", port.number()})->Connect(Trusting()).value());
  EXPECT_EQ(Get(*client).status().code(), StatusCode::kUnavailable);
}

TEST_F(HttpsTransportTest, SpeaksTls13Only) {
  auto context = crypto::CreateTlsClientContext(Trusting());
  ASSERT_TRUE(context.ok());
  EXPECT_EQ(SSL_CTX_get_min_proto_version(context->get()), TLS1_3_VERSION);
  auto server = crypto::CreateTlsServerContext(
      {server_.chain_pem, server_.key_pem, authority_.certificate_pem});
  ASSERT_TRUE(server.ok());
  EXPECT_EQ(SSL_CTX_get_min_proto_version(server->get()), TLS1_3_VERSION);
  EXPECT_EQ(SSL_CTX_get_num_tickets(server->get()), 0u);
}

}  // namespace
}  // namespace adit
