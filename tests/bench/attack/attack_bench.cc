// attack_bench: what a well-behaved agent feels, and what memory the collector takes, under attack.
//
//   attack_bench [CONNECTIONS] [SECONDS] [NUMBER…]   default 10000 connections, 10 s each, all
//   attacks
//
// Three processes: the collector, the attackers on one thread, and the agent, which sends a small
// batch over a new connection and one over a connection it keeps, in turn. It is measured once all
// attacking connections were opened. Attackers share the victim's cores, as they would not on a
// network. Undisturbed rounds stand before, between and after the attacks: machines drift.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "collector/cli/collector_instance.h"
#include "collector/ingest/enrolment_desk.h"
#include "common/base/logger.h"
#include "tests/bench/attack/attackers.h"
#include "tests/integration/collector/test_agent.h"

namespace adit::bench {
namespace {

constexpr int kPauseMs = 20;
constexpr size_t kEventsOfABatch = 20;

struct Served {
  uint16_t port = 0;
  std::string token;
  pid_t process = 0;
};

// The collector in a process of its own, so that its memory is its own.
Served StartCollector(const std::string& directory) {
  int ends[2];
  ADIT_CHECK(pipe(ends) == 0);
  Served served;
  served.process = fork();
  if (served.process == 0) {
    cli::InitOptions init;
    init.data_directory = directory;
    init.listen = "127.0.0.1:0";
    ADIT_CHECK(cli::InitCollector(init, RealFileSystem(), SystemClock(), SystemRandom()).ok());
    auto settings =
        cli::LoadCollectorSettings(RealFileSystem(), directory, {{"min_free_mib", "64"}});
    ADIT_CHECK(settings.ok());
    auto collector =
        cli::CollectorInstance::Open(*settings, RealFileSystem(), SystemClock(), SystemRandom());
    ADIT_CHECK(collector.ok() && (*collector)->Serve().ok());
    const auto token = (*collector)->desk().CreateToken({"bench", 10, 3600ll * 1'000'000});
    ADIT_CHECK(token.ok());
    const std::string line = std::to_string((*collector)->port()) + " " + token->text + "\n";
    ADIT_CHECK(write(ends[1], line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    for (;;) pause();
  }
  close(ends[1]);
  std::string line;
  for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
  close(ends[0]);
  const size_t space = line.find(' ');
  ADIT_CHECK(space != std::string::npos);
  served.port = static_cast<uint16_t>(std::stoi(line.substr(0, space)));
  served.token = line.substr(space + 1);
  return served;
}

double ResidentMiB(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Of both ways of connecting, in milliseconds, sorted.
struct Latencies {
  std::vector<double> kept;
  std::vector<double> fresh;
  size_t failures = 0;
};

double At(const std::vector<double>& sorted, double quantile) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<size_t>(quantile * static_cast<double>(sorted.size())))];
}

// Sends small batches, one over a connection it keeps and one over a new connection in turn.
class GoodAgent {
 public:
  GoodAgent(uint16_t port, const std::string& authority_pem, const std::string& token)
      : agent_(port, authority_pem) {
    ADIT_CHECK(agent_.Enrol(token) == 200);
  }
  [[nodiscard]] Latencies Measure(int seconds) {
    Latencies latencies;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    std::unique_ptr<TlsClient> kept = agent_.Connect();
    while (std::chrono::steady_clock::now() < end) {
      const bool sent = Exchange(kept, latencies.kept);
      std::unique_ptr<TlsClient> fresh;
      const bool sent_too = Exchange(fresh, latencies.fresh);
      latencies.failures += (sent ? 0 : 1) + (sent_too ? 0 : 1);
      if (!sent) kept = agent_.Connect();
    }
    std::sort(latencies.kept.begin(), latencies.kept.end());
    std::sort(latencies.fresh.begin(), latencies.fresh.end());
    return latencies;
  }

 private:
  // Connects first when there is no connection: that is part of what is measured.
  bool Exchange(std::unique_ptr<TlsClient>& connection, std::vector<double>& took) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kPauseMs));
    const Bytes envelope = agent_.Envelope(next_batch_, next_event_, kEventsOfABatch);
    const std::string path =
        wire::BatchPath(agent_.answer().agent, agent_.incarnation(), next_batch_);
    const auto begin = std::chrono::steady_clock::now();
    if (connection == nullptr) connection = agent_.Connect();
    const std::string answer = connection->Ask("PUT", path, "", std::string(AsText(envelope)));
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - begin;
    if (!agent_.Receipt(answer, envelope).ok()) return false;
    took.push_back(elapsed.count());
    ++next_batch_;
    next_event_ += kEventsOfABatch;
    return true;
  }

  TestAgent agent_;
  uint64_t next_batch_ = 1;
  uint64_t next_event_ = 1;
};

struct Round {
  Latencies latencies;
  AttackCounts counts;
  double before_mib = 0;
  double middle_mib = 0;  // once the attack stands
  double end_mib = 0;
};

Round UnderAttack(const Attack& attack, const Served& served, const std::string& authority_pem,
                  GoodAgent& agent, int seconds) {
  Round round;
  round.before_mib = ResidentMiB(served.process);
  int stop[2];
  int report[2];
  ADIT_CHECK(pipe(stop) == 0 && pipe(report) == 0);
  const pid_t attacker = fork();
  if (attacker == 0) {
    close(stop[1]);
    const AttackCounts counts = RunAttack(attack, served.port, authority_pem, stop[0], report[1]);
    const bool told = write(report[1], &counts, sizeof counts) == sizeof counts;
    _exit(told ? 0 : 1);
  }
  close(stop[0]);
  close(report[1]);
  char standing = 0;
  ADIT_CHECK(read(report[0], &standing, 1) == 1);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  round.middle_mib = ResidentMiB(served.process);
  round.latencies = agent.Measure(seconds);
  round.end_mib = ResidentMiB(served.process);
  close(stop[1]);
  ADIT_CHECK(read(report[0], &round.counts, sizeof round.counts) == sizeof round.counts);
  close(report[0]);
  waitpid(attacker, nullptr, 0);
  return round;
}

int Run(size_t connections, int seconds, const std::vector<size_t>& chosen) {
  signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  ConfigureLog(LogFormat::kText, LogLevel::kError);
  std::string pattern = (std::filesystem::temp_directory_path() / "adit-attack-XXXXXX").string();
  const std::string directory = mkdtemp(pattern.data());
  const Served served = StartCollector(directory + "/data");
  const auto authority =
      ReadWholeFile(RealFileSystem(), directory + "/data/keys/authority.pem", 1 << 16);
  const std::string authority_pem(AsText(*authority));
  GoodAgent agent(served.port, authority_pem, served.token);
  (void)agent.Measure(2);
  std::printf(
      "%zu connections at once (floods: 200), %d s each; a kept and a new connection of the "
      "agent\n",
      connections, seconds);
  std::printf("%-38s %9s %9s %9s %7s %9s %7s %6s %9s %9s %7s %7s\n", "attack", "kept p50", "p99 ms",
              "new p99", "ratio", "ratio new", "failed", "n", "opened", "cut", "MiB", "growth");
  bool kept_its_promise = true;
  Latencies calm = agent.Measure(seconds);
  std::printf("%-38s %9.1f %9.1f %9.1f %7s %9s %7zu %6zu\n", "none", At(calm.kept, 0.5),
              At(calm.kept, 0.99), At(calm.fresh, 0.99), "", "", calm.failures, calm.kept.size());
  const std::vector<Attack> attacks = AllAttacks(connections);
  for (size_t i = 0; i < attacks.size(); ++i) {
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), i + 1) == chosen.end()) continue;
    const Attack& attack = attacks[i];
    const Round round = UnderAttack(attack, served, authority_pem, agent, seconds);
    const Latencies after = agent.Measure(seconds);
    // Undisturbed is what was measured before and after together.
    const double kept_base = (At(calm.kept, 0.99) + At(after.kept, 0.99)) / 2;
    const double fresh_base = (At(calm.fresh, 0.99) + At(after.fresh, 0.99)) / 2;
    const double ratio = At(round.latencies.kept, 0.99) / kept_base;
    const double fresh_ratio = At(round.latencies.fresh, 0.99) / fresh_base;
    kept_its_promise &= ratio < 2 && fresh_ratio < 2 && round.latencies.failures == 0;
    std::printf("%-38s %9.1f %9.1f %9.1f %7.2f %9.2f %7zu %6zu %9llu %9llu %7.1f %+7.1f\n",
                attack.name.c_str(), At(round.latencies.kept, 0.5), At(round.latencies.kept, 0.99),
                At(round.latencies.fresh, 0.99), ratio, fresh_ratio, round.latencies.failures,
                round.latencies.kept.size(), static_cast<unsigned long long>(round.counts.opened),
                static_cast<unsigned long long>(round.counts.cut), round.end_mib,
                round.end_mib - round.middle_mib);
    std::fflush(stdout);
    calm = after;
  }
  std::printf("%-38s %9.1f %9.1f %9.1f\n", "none, at the end", At(calm.kept, 0.5),
              At(calm.kept, 0.99), At(calm.fresh, 0.99));
  std::printf("%s\n", kept_its_promise ? "every p99 below twice its undisturbed value"
                                       : "NOT every p99 below twice its undisturbed value");
  kill(served.process, SIGKILL);
  waitpid(served.process, nullptr, 0);
  std::filesystem::remove_all(directory);
  return kept_its_promise ? 0 : 1;
}

}  // namespace
}  // namespace adit::bench

int main(int argc, char** argv) {
  const size_t connections = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 10;
  std::vector<size_t> chosen;
  for (int i = 3; i < argc; ++i) chosen.push_back(std::strtoull(argv[i], nullptr, 10));
  return adit::bench::Run(connections, seconds, chosen);
}
