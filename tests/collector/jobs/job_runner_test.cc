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

}  // namespace
}  // namespace adit
