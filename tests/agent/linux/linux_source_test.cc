#include "agent/linux/linux_source.h"

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT: setenv is not in <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>

namespace adit {
namespace {

class CountingSink final : public EventSink {
 public:
  bool Offer(UiEvent) override {
    ++calls;
    return true;
  }
  bool OfferWaiting(UiEvent event, int) override { return Offer(std::move(event)); }
  void Finished(Status) override { ++calls; }
  int calls = 0;
};

// Neither the desktop of the person who runs the tests nor its buses may be touched.
class LinuxSource : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
    setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
    unsetenv("WAYLAND_DISPLAY");
    options_.display = ":4242";
  }
  CountingSink sink_;
  LinuxSourceOptions options_;
};

TEST_F(LinuxSource, WithoutADesktopStartSaysWhatToDo) {
  const auto source = MakeLinuxSource(options_, SystemClock());
  const Status started = source->Start(sink_);
  EXPECT_EQ(started.code(), StatusCode::kUnavailable);
  EXPECT_NE(started.message().find("DISPLAY"), std::string::npos) << started.message();
  EXPECT_NE(started.message().find("DBUS_SESSION_BUS_ADDRESS"), std::string::npos)
      << started.message();
  source->Stop();
  EXPECT_EQ(source->Start(sink_).code(), StatusCode::kUnavailable) << "it can be tried again";
  EXPECT_EQ(sink_.calls, 0) << "a start that fails tells by its status alone";
}

TEST_F(LinuxSource, StopWithoutStartIsNothing) {
  const auto source = MakeLinuxSource(options_, SystemClock());
  source->Stop();
  source->Stop();
}

TEST_F(LinuxSource, ABusThatNeverAnswersDoesNotHoldUpTheStart) {
  char folder[] = "/tmp/adit_silent_bus_XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/bus";
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(listener, 4), 0);
  setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + path).c_str(), 1);
  const auto source = MakeLinuxSource(options_, SystemClock());
  const int64_t start_us = SystemClock().MonotonicMicros();
  EXPECT_EQ(source->Start(sink_).code(), StatusCode::kUnavailable);
  EXPECT_LT(SystemClock().MonotonicMicros() - start_us, 10'000'000);  // sd-bus would wait for 25 s
  close(listener);
  unlink(path.c_str());
  rmdir(folder);
}

}  // namespace
}  // namespace adit
