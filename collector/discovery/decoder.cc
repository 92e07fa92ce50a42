#include "collector/discovery/decoder.h"

#include <algorithm>
#include <thread>

#include "collector/discovery/session_decoder.h"

namespace adit {
namespace {

void Append(Assignment&& part, Assignment& out) {
  for (Piece& piece : part.pieces) out.pieces.push_back(std::move(piece));
  out.routine.insert(out.routine.end(), part.routine.begin(), part.routine.end());
  out.steps += part.steps;
  out.bits += part.bits;
}

}  // namespace

Assignment Decode(const StepLog& log, const std::vector<uint32_t>& sessions, const StepModel& model,
                  const std::vector<uint8_t>& pause_bucket, const DecodeOptions& options,
                  unsigned threads) {
  threads = std::clamp(threads == 0 ? std::thread::hardware_concurrency() : threads, 1U, 64U);
  // Blocks are cut by count, not by thread, so that sums are formed in the same order for any
  // number.
  constexpr size_t kBlock = 32;
  const size_t blocks = (sessions.size() + kBlock - 1) / kBlock;
  std::vector<Assignment> parts(blocks);
  const auto work = [&](unsigned thread) {
    SessionDecoder decoder(log, model, pause_bucket, options);
    for (size_t b = thread; b < blocks; b += threads) {
      const size_t end = std::min(sessions.size(), (b + 1) * kBlock);
      for (size_t i = b * kBlock; i < end; ++i) decoder.Run(log.sessions[sessions[i]], parts[b]);
    }
  };
  std::vector<std::thread> others;
  for (unsigned t = 1; t < std::min<size_t>(threads, blocks); ++t) others.emplace_back(work, t);
  work(0);
  for (std::thread& other : others) other.join();
  Assignment out;
  for (Assignment& part : parts) Append(std::move(part), out);
  return out;
}

}  // namespace adit
