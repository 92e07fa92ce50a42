// A loopback port for a server of a test that must keep its address over restarts.
#pragma once

#include <cstdint>

namespace adit {

// Nobody else takes the port while this lives: it lies below the range from which the system gives
// ports to clients and to servers that ask for any, and no two of these hold the same one (an
// abstract socket named after it says so, whose life ends with the process at the latest). A server
// that can say which port it got should ask for port 0 instead.
class ReservedPort {
 public:
  ReservedPort();
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  // 0 when there was none.
  [[nodiscard]] uint16_t number() const { return number_; }

 private:
  int claim_ = -1;
  uint16_t number_ = 0;
};

}  // namespace adit
