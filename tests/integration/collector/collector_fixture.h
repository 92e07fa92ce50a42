// A whole collector in a directory of its own, serving TLS on a free loopback port.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "collector/cli/collector_instance.h"
#include "collector/ingest/enrolment_desk.h"
#include "collector/jobs/job_runner.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "privacy/policy/default_policy.h"
#include "tests/collector/store/store_fixture.h"
#include "tests/integration/collector/test_agent.h"

namespace adit {

class CollectorTest : public testing::Test {
 protected:
  void SetUp() override {
    cli::InitOptions options;
    options.data_directory = directory_.File("data");
    options.listen = "127.0.0.1:0";
    options.policy = DefaultPolicyText();
    const std::string_view five = "\"minimum_group_size\": 5";
    options.policy.replace(options.policy.find(five), five.size(), "\"minimum_group_size\": 2");
    auto report = cli::InitCollector(options, RealFileSystem(), SystemClock(), SystemRandom());
    ASSERT_TRUE(report.ok()) << report.status().ToString();
    report_ = std::move(report).value();
    Serve();
  }
  void Serve(const std::string& min_free_mib = "64") {
    std::vector<std::pair<std::string, std::string>> overrides = {{"min_group_size", "2"},
                                                                  {"min_free_mib", min_free_mib}};
    overrides.insert(overrides.end(), more_settings_.begin(), more_settings_.end());
    auto settings =
        cli::LoadCollectorSettings(RealFileSystem(), directory_.File("data"), overrides);
    ASSERT_TRUE(settings.ok()) << settings.status().ToString();
    auto collector =
        cli::CollectorInstance::Open(*settings, RealFileSystem(), SystemClock(), SystemRandom());
    ASSERT_TRUE(collector.ok()) << collector.status().ToString();
    collector_ = std::move(collector).value();
    const Status served = collector_->Serve();
    ASSERT_TRUE(served.ok()) << served.ToString();
    const auto authority =
        ReadWholeFile(RealFileSystem(), directory_.File("data/keys/authority.pem"), 1 << 16);
    authority_pem_ = std::string(AsText(*authority));
  }
  std::string Token(uint32_t uses = 1) {
    return collector_->desk().CreateToken({"finance", uses, 3600 * kMicrosPerSecond})->text;
  }
  std::unique_ptr<TestAgent> EnrolledAgent() {
    auto agent = std::make_unique<TestAgent>(collector_->port(), authority_pem_);
    EXPECT_EQ(agent->Enrol(Token()), 200);
    return agent;
  }
  // Waits until every accepted batch is decoded.
  StoreTotals Decoded() {
    for (int i = 0; i < 3000; ++i) {
      const auto totals = collector_->events().Totals();
      if (totals.ok() && totals->pending == 0) return *totals;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << "batches stay undecoded";
    return {};
  }
  std::string Api(const std::string& method, const std::string& path, const std::string& token,
                  const std::string& body = "", const std::string& headers = "") {
    TlsClient client(collector_->port(), authority_pem_);
    return client.Ask(method, path,
                      (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + headers,
                      body);
  }

  std::vector<std::pair<std::string, std::string>> more_settings_;
  TemporaryDirectory directory_;
  cli::InitReport report_;
  std::string authority_pem_;
  std::unique_ptr<cli::CollectorInstance> collector_;
};

}  // namespace adit
