// SecretStream (libsodium secretstream, XChaCha20-Poly1305): a sequence of messages that cannot be
// read, reordered, dropped or repeated unnoticed; its end is authenticated by the FINAL tag.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace adit::crypto {

using StreamKey = SecretArray<32>;
using StreamHeader = std::array<uint8_t, 24>;
inline constexpr size_t kSecretStreamOverhead = 17;

// Numbers are libsodium's.
enum class StreamTag : uint8_t {
  kMessage = 0,
  kPush = 1,   // a durable point: everything up to here belongs together
  kFinal = 3,  // the last message; nothing may follow
};

// Not thread-safe. The state is wiped at destruction and after kFinal.
class SecretStreamWriter {
 public:
  explicit SecretStreamWriter(const StreamKey& key);
  ~SecretStreamWriter();
  SecretStreamWriter(const SecretStreamWriter&) = delete;
  SecretStreamWriter& operator=(const SecretStreamWriter&) = delete;
  [[nodiscard]] const StreamHeader& header() const { return header_; }
  // Appends message.size() + kSecretStreamOverhead bytes to `out`. REQUIRES: kFinal not pushed yet.
  void Push(ByteView message, ByteView associated, StreamTag tag, Bytes& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
  StreamHeader header_{};
  bool finished_ = false;
};

class SecretStreamReader {
 public:
  SecretStreamReader(const StreamKey& key, const StreamHeader& header);
  ~SecretStreamReader();
  SecretStreamReader(const SecretStreamReader&) = delete;
  SecretStreamReader& operator=(const SecretStreamReader&) = delete;
  // Appends the message to `out` and gives its tag; kDataLoss when it is not the next message of this
  // stream or comes after kFinal. Nothing is appended then.
  [[nodiscard]] Result<StreamTag> Pull(ByteView ciphertext, ByteView associated, Bytes& out);
  // kFinal was seen.
  [[nodiscard]] bool finished() const { return finished_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool valid_ = false;
  bool finished_ = false;
};

}  // namespace adit::crypto
