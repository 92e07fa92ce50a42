// ProgramVersions: which version of a program runs, looked up once and beside the capture.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace adit {

inline constexpr size_t kMaxKnownPrograms = 256;

// A version that may still be on its way. Any thread.
class ProgramVersion {
 public:
  // Empty until it is known, and when there is none.
  [[nodiscard]] std::string Text() const;
  void Set(std::string text);

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// Life cycle: the thread that looks up begins with the first question and ends with the object. Of
// is for one thread.
class ProgramVersions {
 public:
  // From the path of a program to its version; runs on a thread of its own.
  using LookUp = std::function<std::string(const std::string&)>;
  explicit ProgramVersions(LookUp look_up) : look_up_(std::move(look_up)) {}
  ~ProgramVersions();
  ProgramVersions(const ProgramVersions&) = delete;
  ProgramVersions& operator=(const ProgramVersions&) = delete;

  // Never waits. Null when the process is gone or not ours to see, and when the file at its path is
  // not the one that runs: a container's (Flatpak) or one that was updated meanwhile.
  [[nodiscard]] std::shared_ptr<const ProgramVersion> Of(uint32_t pid);

  // Waits until nothing is being looked up; for tests.
  void Settle();

 private:
  struct Question {
    std::string path;
    std::shared_ptr<ProgramVersion> answer;
  };
  void Run();

  const LookUp look_up_;
  // By path and identity of the file, so that an update is another program.
  std::map<std::string, std::shared_ptr<ProgramVersion>> known_;
  std::thread thread_;

  // Guarded by mutex_.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Question> questions_;
  bool looking_ = false;
  bool stopping_ = false;
};

}  // namespace adit
