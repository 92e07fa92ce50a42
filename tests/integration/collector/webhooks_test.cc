// Webhooks over the API: made by administrators, signed so that a receiver can verify, logged.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "collector/api/access.h"
#include "collector/http/https_client.h"
#include "common/crypto/message_code.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

// Takes one request after another on a loopback port and answers with the status it was given.
class Receiver {
 public:
  explicit Receiver(int status) : status_(status), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Receiver() {
    shutdown(socket_, SHUT_RDWR);
    close(socket_);
    thread_.join();
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/in?a=b";
  }
  std::vector<std::string> Requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void Serve() {
    for (;;) {
      const int connection = accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      std::string request;
      char buffer[4096];
      size_t wanted = std::string::npos;
      while (request.size() < wanted) {
        const ssize_t got = read(connection, buffer, sizeof buffer);
        if (got <= 0) break;
        request.append(buffer, static_cast<size_t>(got));
        const size_t head = request.find("\r\n\r\n");
        const size_t length = request.find("Content-Length: ");
        if (head != std::string::npos && length != std::string::npos)
          wanted = head + 4 + static_cast<size_t>(std::stoul(request.substr(length + 16)));
      }
      const std::string answer = "HTTP/1.1 " + std::to_string(status_) +
                                 " x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      EXPECT_EQ(write(connection, answer.data(), answer.size()),
                static_cast<ssize_t>(answer.size()));
      close(connection);
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
  }

  const int status_;
  const int socket_;
  uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

std::string HeaderOf(const std::string& request, const std::string& name) {
  const size_t at = request.find(name + ": ");
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size() + 2;
  return request.substr(begin, request.find('\r', begin) - begin);
}

// Decoded by hand: a second opinion on the encoder.
Bytes Base64Decoded(const std::string& text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Bytes bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t value = kLetters.find(c);
    if (value == std::string_view::npos) break;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count >= 8) bytes.push_back(static_cast<uint8_t>(bits >> (count -= 8)));
  }
  return bytes;
}

class WebhookApi : public CollectorTest {
 protected:
  void SetUp() override {
    CollectorTest::SetUp();
    token_ = collector_->access().CreateToken("t", "admin", 3600 * kMicrosPerSecond)->text;
  }
  json Make(const std::string& url) {
    const std::string made = Api("POST", "/api/v1/webhooks", token_, json({{"url", url}}).dump());
    EXPECT_EQ(StatusOf(made), 201) << made;
    return json::parse(BodyOf(made));
  }
  // The newest delivery once it has been tried.
  json Tried(const std::string& id) {
    for (int i = 0; i < 200; ++i) {
      const json log =
          json::parse(BodyOf(Api("GET", "/api/v1/webhooks/" + id + "/deliveries", token_)));
      if (!log["items"].empty() && log["items"][0]["attempts"] > 0) return log["items"][0];
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "never tried";
    return json::object();
  }

  std::string token_;
};

TEST_F(WebhookApi, ATestArrivesSignedWithTheSecretThatWasShownOnce) {
  Receiver receiver(204);
  const json made = Make(receiver.url());
  const std::string id = made["id"];
  ASSERT_EQ(StatusOf(Api("POST", "/api/v1/webhooks/" + id + "/test", token_, "{}")), 204);
  EXPECT_EQ(Tried(id)["state"], "delivered");
  ASSERT_EQ(receiver.Requests().size(), 1u);
  const std::string request = receiver.Requests()[0];
  EXPECT_TRUE(request.starts_with("POST /in?a=b HTTP/1.1\r\n")) << request;
  // The receiver has nothing but the text it was shown.
  const Bytes secret = Base64Decoded(made["secret"].get<std::string>().substr(6));
  const std::string body = BodyOf(request);
  const std::string content =
      HeaderOf(request, "webhook-id") + "." + HeaderOf(request, "webhook-timestamp") + "." + body;
  EXPECT_EQ(HeaderOf(request, "webhook-signature"),
            "v1," + crypto::Base64Encode(crypto::HmacSha256(secret, AsBytes(content))));
  EXPECT_EQ(json::parse(body)["type"], "webhook.test");
  // Shown once, and never again.
  EXPECT_EQ(BodyOf(Api("GET", "/api/v1/webhooks", token_)).find("whsec_"), std::string::npos);
}

TEST_F(WebhookApi, WhatIsRefusedOrUnreachableIsLoggedAndWaits) {
  Receiver receiver(500);
  const std::string id = Make(receiver.url())["id"];
  ASSERT_EQ(StatusOf(Api("POST", "/api/v1/webhooks/" + id + "/test", token_, "{}")), 204);
  const json refused = Tried(id);
  EXPECT_EQ(refused["state"], "waiting");
  EXPECT_EQ(refused["status"], 500);
  EXPECT_TRUE(refused["next"].is_string());
  const std::string nobody = Make("http://127.0.0.1:1/")["id"];
  ASSERT_EQ(StatusOf(Api("POST", "/api/v1/webhooks/" + nobody + "/test", token_, "{}")), 204);
  EXPECT_NE(Tried(nobody)["error"].get<std::string>().find("nobody listens"), std::string::npos);
  EXPECT_EQ(StatusOf(Api("DELETE", "/api/v1/webhooks/" + nobody, token_)), 204);
  EXPECT_EQ(StatusOf(Api("DELETE", "/api/v1/webhooks/" + nobody, token_)), 404);
}

TEST_F(WebhookApi, OnlyHttpsOrThisMachineAndOnlyKnownTypes) {
  for (const char* body :
       {R"({"url":"http://example.org/"})", R"({"url":"ftp://example.org/"})",
        R"({"url":"https://"})", R"({"url":"https://a b/"})",
        R"({"url":"https://user@example.org/"})",
        R"({"url":"https://example.org/","events":["no.such"]})",
        R"({"url":"https://example.org/","events":"fleet.silent"})", R"({"url":7})", "[]", "{"}) {
    EXPECT_EQ(StatusOf(Api("POST", "/api/v1/webhooks", token_, body)), 400) << body;
  }
  Make("https://example.org:8443/hook");
}

TEST(ClientUrl, IsTakenApart) {
  const auto url = http::ParseClientUrl("https://[::1]:99/a?b");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "99");
  EXPECT_EQ(url->target, "/a?b");
  EXPECT_EQ(http::ParseClientUrl("https://example.org?x")->target, "/?x");
  EXPECT_EQ(http::ParseClientUrl("https://example.org")->port, "443");
}

}  // namespace
}  // namespace adit
