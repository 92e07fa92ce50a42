// Attackers: clients that hold the collector's connections open or flood it, each kind in its own
// way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace adit::bench {

struct Attack {
  std::string name;
  bool tls = false;         // the handshake is completed
  std::string opening;      // sent once, after the handshake if there is one
  std::string dribble;      // then again and again, a byte a second; "" = silence
  bool repeat = false;      // reconnects at once when it is cut, a flood; else ten seconds later
  size_t connections = 0;   // held at the same time
  size_t per_address = 40;  // of 127.0.0.0/8
};

[[nodiscard]] std::vector<Attack> AllAttacks(size_t connections);

struct AttackCounts {
  uint64_t opened = 0;
  uint64_t cut = 0;   // ended by the server, or refused
  uint64_t held = 0;  // still open when last looked at
};

// Keeps the attack up in this process until `stop` becomes readable; writes a byte to `standing`
// once every connection was opened. One thread, so that it takes at most one core from its victim.
AttackCounts RunAttack(const Attack& attack, uint16_t port, const std::string& authority_pem,
                       int stop, int standing);

}  // namespace adit::bench
