// Main thread: some systems call a program only through the loop of its main thread.
#pragma once

#include <functional>

namespace adit {

// Runs `body` and returns what it returned: here and now, or on macOS on a second thread beside the
// main thread's run loop. Call from main.
[[nodiscard]] int RunBesideMainLoop(const std::function<int()>& body);

}  // namespace adit
