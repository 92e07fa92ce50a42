#include "collector/jobs/job_runner.h"

#include <condition_variable>
#include <thread>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

class JobRunnerTest : public StoreTest {
 protected:
  // The state of a run once it is no longer open.
  std::string Ended(int64_t id) {
    for (int i = 0; i < 3000; ++i) {
      const auto run = control_->FindRun(id);
      if (run.ok() && run->has_value() && ((*run)->state == "done" || (*run)->state == "failed"))
        return (*run)->state;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return "never";
  }
};

Result<AnalysisResult> OneRoutine(EventStore&, const AnalysisOptions&, const Progress& progress) {
  progress(50);
  AnalysisResult result;
  result.manifest_json = "{}";
  result.summary_json = "{\"routines\":1}";
  result.documents.push_back({"routine", "a", 1, 9, "{}"});
  return result;
}

TEST_F(JobRunnerTest, ARequestedRunEndsWithItsDocuments) {
  JobRunner runner({}, *events_, *control_, SystemClock(), OneRoutine);
  ASSERT_TRUE(runner.Start().ok());
  const auto id = runner.RequestRun();
  ASSERT_TRUE(id.ok());
  EXPECT_EQ(Ended(*id), "done");
  EXPECT_EQ(control_->RunDocuments(*id, "routine", 0, 10, 5)->size(), 1u);
  EXPECT_EQ(control_->LatestDoneRun()->value().id, *id);
}

TEST_F(JobRunnerTest, AFailureIsKeptWithItsMessage) {
  JobRunner runner({}, *events_, *control_, SystemClock());  // the real analysis of an empty store
  const auto run = runner.RunNow();
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->state, "failed");
  EXPECT_NE(run->message.find("no events"), std::string::npos) << run->message;
}

TEST_F(JobRunnerTest, ImpatientRequestsShareOneQueuedRun) {
  std::mutex mutex;
  std::condition_variable change;
  bool go = false;
  const auto waits = [&](EventStore& events, const AnalysisOptions& options,
                         const Progress& progress) {
    std::unique_lock lock(mutex);
    change.wait(lock, [&] { return go; });
    return OneRoutine(events, options, progress);
  };
  JobRunner runner({}, *events_, *control_, SystemClock(), waits);
  ASSERT_TRUE(runner.Start().ok());
  const int64_t first = *runner.RequestRun();
  while (!runner.busy()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const int64_t second = *runner.RequestRun();
  EXPECT_NE(first, second);
  EXPECT_EQ(*runner.RequestRun(), second);
  {
    const std::lock_guard lock(mutex);
    go = true;
  }
  change.notify_all();
  EXPECT_EQ(Ended(second), "done");
  EXPECT_EQ(control_->Runs(INT64_MAX, 10)->size(), 2u);
}

// Four people who do the same every day.
EventLog EveryDay() {
  EventLog log;
  for (uint32_t person = 0; person < 4; ++person) {
    for (int64_t day = 0; day < 20; ++day) {
      for (int64_t step = 0; step < 24; ++step) {
        LogEvent event;
        event.sequence = log.events.size();
        event.time_us = (100 + day) * 86'400'000'000 + step * 2'000'000;
        event.user = log.strings.Intern("u" + std::to_string(person));
        event.element = log.strings.Intern(std::string(1, static_cast<char>('a' + step % 6)));
        log.events.push_back(event);
      }
    }
  }
  return log;
}

TEST_F(JobRunnerTest, AFullRunKeepsNothingOfTheOnesBefore) {
  std::vector<bool> learnt_anew;
  const auto discover = [&](EventStore& events, const AnalysisOptions& options,
                            const Progress& progress) {
    DiscoveryOptions discovery;
    discovery.threads = 1;
    discovery.memory = options.memory;
    EXPECT_TRUE(Discover(EveryDay(), discovery).ok());
    learnt_anew.push_back(!options.memory->use().learnt_anew.empty());
    return OneRoutine(events, options, progress);
  };
  JobRunner runner({}, *events_, *control_, SystemClock(), discover);
  ASSERT_TRUE(runner.Start().ok());
  for (const bool full : {false, false, true, false})
    EXPECT_EQ(Ended(*runner.RequestRun({}, full)), "done");
  EXPECT_EQ(learnt_anew, (std::vector<bool>{true, false, true, false}));
}

}  // namespace
}  // namespace adit
