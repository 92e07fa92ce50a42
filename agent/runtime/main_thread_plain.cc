#include "agent/runtime/main_thread.h"

namespace adit {

int RunBesideMainLoop(const std::function<int()>& body) { return body(); }

}  // namespace adit
