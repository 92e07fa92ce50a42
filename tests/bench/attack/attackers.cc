#include "tests/bench/attack/attackers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>

#include "common/base/check.h"
#include "common/crypto/tls_context.h"

namespace adit::bench {
namespace {

using Clock = std::chrono::steady_clock;

// New connections are begun in steps of this many, so that dribbling goes on meanwhile.
constexpr size_t kOpenAtOnce = 64;

constexpr std::chrono::seconds kReconnectAfter{10};

// One attacking connection. Not thread-safe.
class Link {
 public:
  Link(const Attack& attack, size_t index, uint16_t port, SSL_CTX* context)
      : attack_(attack), context_(context) {
    target_.sin_family = AF_INET;
    target_.sin_port = htons(port);
    target_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto number = static_cast<uint32_t>(index / attack.per_address);
    source_.sin_family = AF_INET;
    source_.sin_addr.s_addr = htonl(0x7F000000u + 256u + number);  // 127.0.1.0 and on
  }
  ~Link() { Close(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  [[nodiscard]] bool open() const { return socket_ >= 0; }
  bool Open(int epoll, uint64_t tag) {
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return false;
    bind(socket_, reinterpret_cast<const sockaddr*>(&source_), sizeof source_);
    const int outcome =
        connect(socket_, reinterpret_cast<const sockaddr*>(&target_), sizeof target_);
    if (outcome != 0 && errno != EINPROGRESS) {
      Close();
      return false;
    }
    if (attack_.tls) {
      ssl_ = SSL_new(context_);
      SSL_set_fd(ssl_, socket_);
      SSL_set_connect_state(ssl_);
    }
    opening_sent_ = 0;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = tag;
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event);
    return true;
  }
  void Close() {
    SSL_free(ssl_);
    ssl_ = nullptr;
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  Clock::time_point not_before{};  // when it may be opened again
  // Goes on with handshake and opening, throws away what comes; false once the server has ended it.
  bool Advance(uint32_t events) {
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) return false;
    if (ssl_ != nullptr && !SSL_is_init_finished(ssl_)) {
      const int done = SSL_do_handshake(ssl_);
      if (done != 1) return Wants(done);
    }
    while (opening_sent_ < attack_.opening.size()) {
      const auto sent =
          Write(attack_.opening.data() + opening_sent_, attack_.opening.size() - opening_sent_);
      if (sent <= 0) return Wants(static_cast<int>(sent));
      opening_sent_ += static_cast<size_t>(sent);
    }
    std::array<char, 4096> thrown_away{};
    for (;;) {
      const auto got = ssl_ != nullptr
                           ? static_cast<ssize_t>(SSL_read(ssl_, thrown_away.data(),
                                                           static_cast<int>(thrown_away.size())))
                           : read(socket_, thrown_away.data(), thrown_away.size());
      if (got <= 0) return Wants(static_cast<int>(got));
    }
  }
  bool Dribble() {
    if (attack_.dribble.empty() || opening_sent_ < attack_.opening.size()) return true;
    if (ssl_ != nullptr && !SSL_is_init_finished(ssl_)) return true;
    const auto sent = Write(attack_.dribble.data() + dribbled_++ % attack_.dribble.size(), 1);
    return sent > 0 || Wants(static_cast<int>(sent));
  }

 private:
  ssize_t Write(const char* bytes, size_t size) {
    return ssl_ != nullptr ? SSL_write(ssl_, bytes, static_cast<int>(size))
                           : send(socket_, bytes, size, MSG_NOSIGNAL);
  }
  // Nothing to do now, as opposed to an end.
  [[nodiscard]] bool Wants(int outcome) const {
    if (ssl_ == nullptr) return outcome < 0 && (errno == EAGAIN || errno == EINPROGRESS);
    const int error = SSL_get_error(ssl_, outcome);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
  }

  const Attack& attack_;
  SSL_CTX* const context_;
  sockaddr_in target_{};
  sockaddr_in source_{};
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  size_t opening_sent_ = 0;
  size_t dribbled_ = 0;
};

bool Readable(int descriptor, int wait_ms) {
  pollfd entry{descriptor, POLLIN, 0};
  return poll(&entry, 1, wait_ms) > 0;
}

}  // namespace

std::vector<Attack> AllAttacks(size_t connections) {
  const std::string enrol = "POST /v1/enrol HTTP/1.1\r\nHost: localhost\r\n";
  const std::string put =
      "PUT /v1/batches/00000000000000000000000000000001/00000000000000000000000000000002/1 "
      "HTTP/1.1\r\nHost: localhost\r\n";
  return {
      {.name = "silent before the handshake", .connections = connections},
      {.name = "half a ClientHello",
       .opening = std::string("\x16\x03\x01\x02\x00\x01", 6),
       .dribble = std::string(1, '\0'),
       .connections = connections},
      {.name = "all from one address",
       .opening = std::string("\x16\x03\x01\x02\x00\x01", 6),
       .connections = connections,
       .per_address = connections},
      {.name = "header a byte a second",
       .tls = true,
       .opening = "GET /livez HTTP/1.1\r\nX: ",
       .dribble = "x",
       .connections = connections},
      {.name = "body a byte a second",
       .tls = true,
       .opening = enrol + "Content-Length: 60000\r\n\r\n{",
       .dribble = " ",
       .connections = connections},
      {.name = "endless chunked body",
       .tls = true,
       .opening = enrol + "Transfer-Encoding: chunked\r\n\r\n",
       .dribble = "1\r\n \r\n",
       .connections = connections},
      {.name = "flood: body of 2^63 bytes declared",
       .tls = true,
       .opening = enrol + "Content-Length: 9223372036854775808\r\n\r\n",
       .repeat = true,
       .connections = 200},
      {.name = "flood: batches without a certificate",
       .tls = true,
       .opening = put + "Content-Length: 1000000\r\n\r\n" + std::string(1000, 'x'),
       .repeat = true,
       .connections = 200},
      {.name = "flood: garbage instead of TLS",
       .opening = std::string(500, 'G'),
       .repeat = true,
       .connections = 200},
  };
}

AttackCounts RunAttack(const Attack& attack, uint16_t port, const std::string& authority_pem,
                       int stop, int standing) {
  crypto::TlsClientOptions options;
  options.authority_pem = authority_pem;
  auto context = crypto::CreateTlsClientContext(options);
  ADIT_CHECK(context.ok());
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_NONE, nullptr);
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Link>> links;
  for (size_t i = 0; i < attack.connections; ++i) {
    links.push_back(std::make_unique<Link>(attack, i, port, context->get()));
  }
  AttackCounts counts;
  size_t next = 0;
  auto next_dribble = Clock::now();
  std::array<epoll_event, 256> events{};
  bool told = false;
  while (!Readable(stop, 0)) {
    const auto now = Clock::now();
    for (size_t n = 0; n < std::min(kOpenAtOnce, links.size()); ++n) {
      const size_t i = next++ % links.size();
      if (links[i]->open() || now < links[i]->not_before) continue;
      if (links[i]->Open(epoll, i)) ++counts.opened;
      links[i]->not_before = now + (attack.repeat ? Clock::duration(0) : kReconnectAfter);
    }
    if (!told && counts.opened >= links.size()) told = write(standing, "s", 1) == 1;
    const int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 5);
    for (int i = 0; i < ready; ++i) {
      Link& link = *links[events[static_cast<size_t>(i)].data.u64];
      if (link.open() && !link.Advance(events[static_cast<size_t>(i)].events)) {
        link.Close();
        ++counts.cut;
      }
    }
    if (Clock::now() < next_dribble) continue;
    next_dribble = Clock::now() + std::chrono::seconds(1);
    counts.held = 0;
    for (const auto& link : links) {
      if (!link->open()) continue;
      if (link->Dribble()) {
        ++counts.held;
      } else {
        link->Close();
        ++counts.cut;
      }
    }
  }
  close(epoll);
  return counts;
}

}  // namespace adit::bench
