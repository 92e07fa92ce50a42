#include "collector/http/http_server.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "collector/http/client_address.h"
#include "collector/http/connection_rate.h"
#include "common/base/clock.h"
#include "common/crypto/certificate_authority.h"
#include "tests/collector/http/tls_client.h"

namespace adit::http {
namespace {

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    const int64_t now_us = SystemClock().WallMicros();
    auto authority = crypto::CreateCertificateAuthority("test", now_us);
    ASSERT_TRUE(authority.ok());
    authority_ = std::move(authority).value();
    auto certificate = crypto::IssueServerCertificate(authority_, {"127.0.0.1"}, now_us);
    ASSERT_TRUE(certificate.ok());
    server_certificate_ = std::move(certificate).value();
    Add(Method::kGet, "/hello", 0, [](HttpRequest, const Respond& respond) {
      HttpResponse response;
      response.content_type = "text/plain";
      response.body = "hello";
      respond(std::move(response));
    });
    Add(Method::kPut, "/echo", 1000, [](HttpRequest request, const Respond& respond) {
      HttpResponse response;
      response.body = std::string(AsText(request.body));
      respond(std::move(response));
    });
    Add(Method::kGet, "/forgets", 0, [](const HttpRequest&, const Respond&) {});
    Add(Method::kGet, "/who", 0, [](const HttpRequest& request, const Respond& respond) {
      HttpResponse response;
      response.body = request.peer ? request.peer->agent_id_hex : "nobody";
      respond(std::move(response));
    });
    Route guarded;
    guarded.method = Method::kPut;
    guarded.pattern = "/guarded";
    guarded.max_body_bytes = 1'000'000;
    guarded.length_required = true;
    guarded.before_body = [](const HttpRequest&) {
      return std::optional<HttpResponse>(Problem(403, "no"));
    };
    guarded.handle = [this](const HttpRequest&, const Respond&) { guarded_reached_ = true; };
    router_.Add(std::move(guarded));
  }

  void Add(Method method, const std::string& pattern, size_t max_body,
           std::function<void(HttpRequest, Respond)> handle) {
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.max_body_bytes = max_body;
    route.handle = std::move(handle);
    router_.Add(std::move(route));
  }

  Result<std::unique_ptr<HttpServer>> Start(const ServerOptions& options) {
    auto tls = crypto::CreateTlsServerContext(
        {server_certificate_.chain_pem, server_certificate_.key_pem, authority_.certificate_pem});
    if (!tls.ok()) return tls.status();
    return HttpServer::Start(options, std::move(tls).value(), router_);
  }
  void Serve(ServerOptions options = {}) {
    auto server = Start(options);
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::move(server).value();
  }
  // A client sees the end of its connection a moment before the server counts it.
  uint64_t Counted(std::atomic<uint64_t> ServerCounters::*counter, uint64_t expected) {
    for (int i = 0; i < 1000 && (server_->counters().*counter).load() < expected; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return server_->counters().*counter;
  }
  TlsClient Client() { return TlsClient(server_->port(), authority_.certificate_pem); }

  crypto::CertificateAuthority authority_;
  crypto::ServerCertificate server_certificate_;
  std::atomic<bool> guarded_reached_{false};
  Router router_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersSeveralRequestsOnOneConnection) {
  Serve();
  TlsClient client = Client();
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    const std::string response = client.Ask("GET", "/hello");
    EXPECT_EQ(StatusOf(response), 200);
    EXPECT_EQ(BodyOf(response), "hello");
  }
  EXPECT_EQ(server_->counters().connections_total, 1u);
}

TEST_F(HttpServerTest, HeadHasTheLengthAndNoBody) {
  Serve();
  TlsClient client = Client();
  ASSERT_TRUE(
      client.Send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));
  const std::string both = client.Receive() + client.Receive();
  EXPECT_NE(both.find("Content-Length: 5"), std::string::npos);
  EXPECT_EQ(both.find("hello"), both.rfind("hello"));
}

TEST_F(HttpServerTest, ABodyComesBack) {
  Serve();
  TlsClient client = Client();
  EXPECT_EQ(BodyOf(client.Ask("PUT", "/echo", "", std::string(1000, 'x'))), std::string(1000, 'x'));
}

TEST_F(HttpServerTest, AnOversizedBodyIs413WithoutReadingIt) {
  Serve();
  TlsClient declared = Client();
  ASSERT_TRUE(declared.Send(
      "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\n"));
  EXPECT_EQ(StatusOf(declared.Receive()), 413);
  TlsClient chunked = Client();
  ASSERT_TRUE(
      chunked.Send("PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                   std::string(2000, 'x') + "\r\n0\r\n\r\n"));
  EXPECT_EQ(StatusOf(chunked.Receive()), 413);
}

TEST_F(HttpServerTest, ARefusalBeforeTheBodyReachesAClientThatIsStillSending) {
  Serve();
  TlsClient client = Client();
  ASSERT_TRUE(client.Send("PUT /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"));
  client.Send(std::string(900'000, 'x'));
  EXPECT_EQ(StatusOf(client.Receive()), 403);
  EXPECT_FALSE(guarded_reached_);
}

TEST_F(HttpServerTest, ALengthIsRequiredWhereTheRouteSaysSo) {
  Serve();
  TlsClient client = Client();
  ASSERT_TRUE(
      client.Send("PUT /guarded HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(StatusOf(client.Receive()), 411);
}

TEST_F(HttpServerTest, ContinueIsSaidBeforeTheBody) {
  Serve();
  TlsClient client = Client();
  ASSERT_TRUE(client.Send(
      "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(StatusOf(client.Receive()), 100);
  ASSERT_TRUE(client.Send("abc"));
  EXPECT_EQ(BodyOf(client.Receive()), "abc");
}

TEST_F(HttpServerTest, UnknownPathsAndMethodsAreProblems) {
  Serve();
  TlsClient client = Client();
  EXPECT_EQ(StatusOf(client.Ask("GET", "/nope")), 404);
  const std::string response = client.Ask("DELETE", "/hello");
  EXPECT_EQ(StatusOf(response), 405);
  EXPECT_NE(response.find("Allow: GET"), std::string::npos);
}

TEST_F(HttpServerTest, AHandlerThatForgetsToAnswerIs500) {
  Serve();
  TlsClient client = Client();
  EXPECT_EQ(StatusOf(client.Ask("GET", "/forgets")), 500);
}

TEST_F(HttpServerTest, GarbageAndEndlessHeadersAreRefused) {
  Serve();
  TlsClient garbage = Client();
  ASSERT_TRUE(garbage.Send("\x01\x02 this is not http\r\n\r\n"));
  EXPECT_EQ(StatusOf(garbage.Receive()), 400);
  TlsClient endless = Client();
  endless.Send("GET /hello HTTP/1.1\r\nX: " + std::string(20'000, 'x'));
  EXPECT_EQ(StatusOf(endless.Receive()), 431);
}

TEST_F(HttpServerTest, SlowClientsAreCutOffAndOthersServed) {
  ServerOptions options;
  options.limits.handshake_ms = 10'000;  // the machine may be busy
  options.limits.header_ms = 2'000;      // the others need their time too
  options.limits.body_grace_ms = 2'000;
  Serve(options);
  TlsClient slow_header = Client();
  ASSERT_TRUE(slow_header.Send("GET /hel"));
  TlsClient slow_body = Client();
  ASSERT_TRUE(slow_body.Send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx"));
  TlsClient good = Client();
  EXPECT_EQ(StatusOf(good.Ask("GET", "/hello")), 200);
  EXPECT_NE(StatusOf(slow_header.Receive()), 200);
  EXPECT_EQ(slow_body.Receive(), "");
  EXPECT_GE(Counted(&ServerCounters::timeouts, 2), 2u);
}

TEST_F(HttpServerTest, OneAddressCannotTakeAllConnections) {
  ServerOptions options;
  options.limits.connections_per_address = 3;
  Serve(options);
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<TlsClient>(server_->port(), authority_.certificate_pem));
  }
  int connected = 0;
  for (const auto& client : clients) connected += client->connected() ? 1 : 0;
  EXPECT_EQ(connected, 3);
  EXPECT_EQ(Counted(&ServerCounters::connections_refused, 2), 2u);
}

TEST_F(HttpServerTest, OneAddressCannotKeepTheServerBusyWithHandshakesAndAgentsAreNotSlowedDown) {
  ServerOptions options;
  options.limits.new_connections_per_address_per_s = 1;
  options.limits.new_connections_per_address_burst = 4;
  Serve(options);
  const auto key = crypto::GenerateTlsKey();
  const auto request = crypto::CreateCertificateRequest(*key, "x");
  const auto certificate = crypto::IssueAgentCertificate(
      authority_, *request, "00112233445566778899aabbccddeeff", SystemClock().WallMicros());
  // Three times what the burst allows: agents get back what they took.
  for (int i = 0; i < 12; ++i) {
    TlsClient agent(server_->port(), authority_.certificate_pem, *certificate, *key);
    ASSERT_EQ(StatusOf(agent.Ask("GET", "/who")), 200) << i;
  }
  int served = 0;
  for (int i = 0; i < 30; ++i) {
    TlsClient client = Client();
    if (client.connected() && StatusOf(client.Ask("GET", "/hello")) == 200) ++served;
  }
  EXPECT_GE(served, 1);
  EXPECT_LT(served, 20) << "four, and one more a second";
  EXPECT_GT(Counted(&ServerCounters::connections_refused, 10), 9u);
}

TEST(LimitedAddress, TakesAnIpv6NetworkForOneAddress) {
  const auto of = [](const char* text) { return LimitedAddress(text); };
  EXPECT_EQ(of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(of("::ffff:192.0.2.1"), "192.0.2.1") << "the same client";
  EXPECT_EQ(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
}

TEST(ConnectionRate, AFloodOfAddressesTakesNoMoreMemoryThanItsLimit) {
  ConnectionRate rate(1, 2);
  for (int i = 0; i < 100'000; ++i) {
    (void)rate.TryTake("address " + std::to_string(i), i);
  }
  EXPECT_LE(rate.addresses(), ConnectionRate::kMaxAddresses + 1);
  EXPECT_TRUE(rate.TryTake("address 5", 100'000)) << "one that is known has its own";
  EXPECT_TRUE(rate.TryTake("new", 200'000'000)) << "and is forgotten once it is full again";
  EXPECT_LE(rate.addresses(), 10u);
}

TEST_F(HttpServerTest, AnAgentsCertificateNamesThePeer) {
  Serve();
  const auto key = crypto::GenerateTlsKey();
  const auto request = crypto::CreateCertificateRequest(*key, "x");
  const std::string id = "00112233445566778899aabbccddeeff";
  const auto certificate =
      crypto::IssueAgentCertificate(authority_, *request, id, SystemClock().WallMicros());
  TlsClient agent(server_->port(), authority_.certificate_pem, *certificate, *key);
  EXPECT_EQ(BodyOf(agent.Ask("GET", "/who")), id);
  EXPECT_EQ(BodyOf(Client().Ask("GET", "/who")), "nobody");
}

// Connections that are only held open used to keep agents out once they were as many as may be.
TEST_F(HttpServerTest, WhoeverOnlyHoldsConnectionsOpenMakesRoomForAgents) {
  ServerOptions options;
  options.limits.strangers = 3;
  Serve(options);
  std::vector<std::unique_ptr<TlsClient>> holding;
  for (int i = 0; i < 3; ++i) {
    holding.push_back(std::make_unique<TlsClient>(server_->port(), authority_.certificate_pem));
    ASSERT_TRUE(holding.back()->connected());
  }
  const auto key = crypto::GenerateTlsKey();
  const auto request = crypto::CreateCertificateRequest(*key, "x");
  const std::string id = "00112233445566778899aabbccddeeff";
  const auto certificate =
      crypto::IssueAgentCertificate(authority_, *request, id, SystemClock().WallMicros());
  TlsClient agent(server_->port(), authority_.certificate_pem, *certificate, *key);
  EXPECT_EQ(BodyOf(agent.Ask("GET", "/who")), id);
  EXPECT_EQ(holding[0]->Receive(), "");  // the oldest
  EXPECT_EQ(StatusOf(holding[2]->Ask("GET", "/hello")), 200);
  // An agent never makes room.
  for (int i = 0; i < 5; ++i) {
    holding.push_back(std::make_unique<TlsClient>(server_->port(), authority_.certificate_pem));
  }
  EXPECT_EQ(BodyOf(agent.Ask("GET", "/who")), id);
  EXPECT_EQ(Counted(&ServerCounters::connections_displaced, 5), 5u);
}

TEST_F(HttpServerTest, BodiesThatAreHeldOpenWithoutACertificateStopNoAgent) {
  ServerOptions options;
  options.limits.body_bytes_of_strangers = 1500;
  Serve(options);
  TlsClient first = Client();
  ASSERT_TRUE(first.Send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                         "Expect: 100-continue\r\n\r\n"));
  ASSERT_EQ(StatusOf(first.Receive()), 100);  // its body's place is taken from here on
  TlsClient second = Client();
  EXPECT_EQ(StatusOf(second.Ask("PUT", "/echo", "", std::string(1000, 'x'))), 503);
  const auto key = crypto::GenerateTlsKey();
  const auto request = crypto::CreateCertificateRequest(*key, "x");
  const auto certificate = crypto::IssueAgentCertificate(
      authority_, *request, "00112233445566778899aabbccddeeff", SystemClock().WallMicros());
  TlsClient agent(server_->port(), authority_.certificate_pem, *certificate, *key);
  EXPECT_EQ(StatusOf(agent.Ask("PUT", "/echo", "", std::string(1000, 'x'))), 200);
}

TEST_F(HttpServerTest, ACertificateOfAnotherAuthorityFailsTheHandshake) {
  Serve();
  const int64_t now_us = SystemClock().WallMicros();
  const auto other = crypto::CreateCertificateAuthority("other", now_us);
  const auto key = crypto::GenerateTlsKey();
  const auto request = crypto::CreateCertificateRequest(*key, "x");
  const auto certificate =
      crypto::IssueAgentCertificate(*other, *request, "00112233445566778899aabbccddeeff", now_us);
  TlsClient agent(server_->port(), authority_.certificate_pem, *certificate, *key);
  EXPECT_EQ(agent.Ask("GET", "/who"), "");
  EXPECT_GE(Counted(&ServerCounters::handshakes_failed, 1), 1u);
}

TEST_F(HttpServerTest, APortInUseSaysWhatToDo) {
  Serve();
  ServerOptions options;
  options.port = server_->port();
  const auto second = Start(options);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.status().message().find("in use"), std::string::npos);
  EXPECT_NE(second.status().message().find("--listen"), std::string::npos);
}

TEST_F(HttpServerTest, StopsWhileClientsAreConnected) {
  Serve();
  TlsClient client = Client();
  EXPECT_EQ(StatusOf(client.Ask("GET", "/hello")), 200);
  ASSERT_TRUE(client.Send("GET /hello HTTP/1.1\r\n"));
  server_.reset();
  EXPECT_EQ(client.Receive(), "");
}

}  // namespace
}  // namespace adit::http
