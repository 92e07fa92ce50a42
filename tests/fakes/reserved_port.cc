#include "tests/fakes/reserved_port.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace adit {
namespace {

constexpr int kLowestPort = 10'000;

// The end of what may be reserved: where the ports begin that the system gives away.
int FirstGivenPort() {
  int first = 32'768;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first;
  return std::max(first, kLowestPort + 1);
}

// An open socket while nobody else holds this port here; -1 otherwise. tests/desktop/whole_chain.py
// uses the same names.
int Claim(int port) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const int length =
      std::snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "adit-port-%d", port);
  const int claim = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  if (bind(claim, reinterpret_cast<sockaddr*>(&name), size) == 0) return claim;
  close(claim);
  return -1;
}

bool Listens(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool taken = bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0;
  close(probe);
  return taken;
}

}  // namespace

ReservedPort::ReservedPort() {
  const int count = FirstGivenPort() - kLowestPort;
  const int begin = static_cast<int>(getpid() % count);
  for (int i = 0; i < count && number_ == 0; ++i) {
    const int port = kLowestPort + (begin + i) % count;
    claim_ = Claim(port);
    if (claim_ < 0) continue;
    if (!Listens(port)) {
      number_ = static_cast<uint16_t>(port);
      return;
    }
    close(claim_);
  }
  claim_ = -1;
}

ReservedPort::~ReservedPort() {
  if (claim_ >= 0) close(claim_);
}

}  // namespace adit
