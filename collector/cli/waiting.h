// Waiting: what is being done and for how long, where the share that is done is not known.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace adit::cli {

// As Progress: shows nothing during the first second and nothing at all when standard error is no
// terminal; wiped at the end. It draws on a thread of its own, so that one long call is enough.
class Waiting {
 public:
  explicit Waiting(std::string what);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  // The next thing; the time goes on.
  void Now(std::string what);

 private:
  void Draw();

  std::mutex mutex_;
  std::condition_variable ended_;
  std::string what_;     // guarded by mutex_
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // none where nobody looks
};

// work(), with `what` shown meanwhile; wiped before anything is said about the outcome.
template <typename Work>
[[nodiscard]] auto Showing(std::string what, const Work& work) {
  const Waiting waiting(std::move(what));
  return work();
}

}  // namespace adit::cli
