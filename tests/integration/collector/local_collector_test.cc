#include "collector/cli/local_collector.h"

#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

class LocalCollectorTest : public CollectorTest {
 protected:
  [[nodiscard]] std::string Data() { return directory_.File("data"); }
};

// The store is locked before the collector listens: a command that came in between was told that
// there is no served-address.
TEST_F(LocalCollectorTest, ACommandWaitsForACollectorThatIsStarting) {
  const std::string data = Data();
  std::thread starting([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_TRUE(cli::SaveServedAddress(data, "127.0.0.1", collector_->port()).ok());
  });
  const auto local = cli::OpenLocalCollector(data);
  starting.join();
  ASSERT_TRUE(local.ok()) << local.status().ToString();
  ASSERT_NE(local->running, nullptr);
  EXPECT_EQ(local->running->url, "https://127.0.0.1:" + std::to_string(collector_->port()));
}

TEST_F(LocalCollectorTest, ACommandWaitsForAnotherToEnd) {
  const std::string data = Data();
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    collector_.reset();
  });
  const auto local = cli::OpenLocalCollector(data);
  other.join();
  ASSERT_TRUE(local.ok()) << local.status().ToString();
  EXPECT_NE(local->stopped, nullptr);
}

TEST_F(LocalCollectorTest, AnAddressIsForgottenOnce) {
  const std::string data = Data();
  ASSERT_TRUE(cli::SaveServedAddress(data, "127.0.0.1", collector_->port()).ok());
  EXPECT_TRUE(cli::LocalApi(data).ok());
  EXPECT_TRUE(cli::ForgetServedAddress(data).ok());
  EXPECT_FALSE(cli::LocalApi(data).ok());
  EXPECT_TRUE(cli::ForgetServedAddress(data).ok());
}

}  // namespace
}  // namespace adit
