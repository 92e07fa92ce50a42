#include "agent/ship/transport.h"

namespace adit {

Result<ServerAddress> ParseServerUrl(std::string_view url) {
  const Status wrong = InvalidArgument("server address '" + std::string(url.substr(0, 200)) +
                                       "' must be https://host or https://host:port");
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return wrong;
  url.remove_prefix(kScheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  ServerAddress address;
  std::string_view port;
  if (url.starts_with('[')) {
    const size_t end = url.find(']');
    if (end == std::string_view::npos) return wrong;
    address.host = std::string(url.substr(1, end - 1));
    port = url.substr(end + 1);
    if (!port.empty() && port.front() != ':') return wrong;
  } else {
    const size_t colon = url.find(':');
    address.host = std::string(url.substr(0, colon));
    port = colon == std::string_view::npos ? std::string_view() : url.substr(colon);
  }
  const bool plausible =
      !address.host.empty() && address.host.size() <= 253 &&
      address.host.find_first_of("/?#@ \t\r\n\\") == std::string::npos;
  if (!plausible) return wrong;
  if (!port.empty()) {
    port.remove_prefix(1);
    uint32_t value = 0;
    if (port.empty() || port.size() > 5) return wrong;
    for (const char c : port) {
      if (c < '0' || c > '9') return wrong;
      value = value * 10 + static_cast<uint32_t>(c - '0');
    }
    if (value == 0 || value > UINT16_MAX) return wrong;
    address.port = static_cast<uint16_t>(value);
  }
  return address;
}

}  // namespace adit
