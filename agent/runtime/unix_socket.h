// Unix sockets: what systems do differently when one is made and its peer is asked for.
#pragma once

namespace adit {

// A flag of send(2) where the socket itself cannot be told, else 0.
extern const int kNoSignal;

// −1 with errno on failure. Closed when another program is started; writing to a peer that left is
// an error, not a signal.
[[nodiscard]] int NewUnixSocket();
// The next client, which never waits; −1 when there is none.
[[nodiscard]] int AcceptUnixClient(int listener);
// The process at the other end belongs to the user of this one.
[[nodiscard]] bool IsOwnUser(int fd);

}  // namespace adit
