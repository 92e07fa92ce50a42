#include <CoreFoundation/CoreFoundation.h>
#include <dispatch/dispatch.h>

#include <thread>

#include "agent/runtime/main_thread.h"

namespace adit {

int RunBesideMainLoop(const std::function<int()>& body) {
  int code = 0;
  std::thread thread([&] {
    code = body();
    // In the loop, so that a body that ends before the loop begins ends it too.
    dispatch_async(dispatch_get_main_queue(), ^{
      CFRunLoopStop(CFRunLoopGetMain());
    });
  });
  CFRunLoopRun();
  thread.join();
  return code;
}

}  // namespace adit
