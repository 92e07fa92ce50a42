// The program adit-collector as people run it: messages, kill -9, damage.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/io/file_system.h"
#include "privacy/policy/default_policy.h"
#include "tests/collector/store/store_fixture.h"
#include "tests/integration/collector/collector_process.h"
#include "tests/integration/collector/test_agent.h"

namespace adit {
namespace {

class Program : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.File("data");
    ASSERT_EQ(RunCollector("init --data " + data_).exit_code, 0);
    const auto authority = ReadWholeFile(RealFileSystem(), data_ + "/keys/authority.pem", 1 << 16);
    authority_pem_ = std::string(AsText(*authority));
  }
  std::string EnrolToken(uint32_t uses) {
    const std::string output =
        RunCollector("enrol-token create --data " + data_ + " --uses " + std::to_string(uses))
            .output;
    const size_t begin = output.find("adit1:");
    return begin == std::string::npos ? "" : output.substr(begin, output.find('\n', begin) - begin);
  }
  TemporaryDirectory directory_;
  std::string data_;
  std::string authority_pem_;
};

TEST_F(Program, InitRefusesToOverwrite) {
  const Outcome again = RunCollector("init --data " + data_);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_NE(again.output.find("never overwrites"), std::string::npos) << again.output;
}

// The document was once called "policy", whatever its name, and left half a collector behind.
TEST_F(Program, APolicyThatCannotBeReadIsNamed) {
  const std::string file = directory_.File("first-policy.json");
  std::ofstream(file) << "{\"format\": 1,\n \"id";
  const Outcome outcome =
      RunCollector("init --data " + directory_.File("other") + " --policy " + file);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.output.find("first-policy.json: 2:"), std::string::npos) << outcome.output;
  std::ofstream(file) << "{\"format\": 1, \"colour\": 2}";
  EXPECT_NE(RunCollector("init --data " + directory_.File("other") + " --policy " + file)
                .output.find("colour: unknown key; known keys here are"),
            std::string::npos);
}

TEST_F(Program, AMissingDirectorySaysToInit) {
  const Outcome outcome = RunCollector("serve --data " + directory_.File("nowhere"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.output.find("adit-collector init"), std::string::npos) << outcome.output;
}

TEST_F(Program, APortInUseSaysWhatToDo) {
  const Served first(data_);
  const std::string other = directory_.File("other");
  ASSERT_EQ(RunCollector("init --data " + other).exit_code, 0);
  const Outcome second =
      RunCollector("serve --data " + other + " --listen 127.0.0.1:" + std::to_string(first.port()));
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find("the port is in use"), std::string::npos) << second.output;
}

TEST_F(Program, ACorruptDatabaseSaysToRestore) {
  {
    std::fstream file(data_ + "/store.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8192);
    file.write(std::string(8192 * 4, 'x').data(), 8192 * 4);
  }
  const Outcome outcome = RunCollector("serve --data " + data_);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.output.find("restore"), std::string::npos) << outcome.output;
}

TEST_F(Program, AWrongSettingNamesFileAndLine) {
  std::ofstream(data_ + "/adit-collector.conf", std::ios::app) << "min_group_sice = 3\n";
  const Outcome outcome = RunCollector("serve --data " + data_);
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_NE(outcome.output.find("adit-collector.conf:4"), std::string::npos) << outcome.output;
}

TEST_F(Program, AServerThatStopsEndsCleanly) {
  Served collector(data_);
  ASSERT_NE(collector.port(), 0);
  EXPECT_EQ(collector.Stop(SIGTERM), 0);
}

// It holds keys, whoever started it.
TEST_F(Program, CoreDumpsAreOff) {
  const Served collector(data_);
  ASSERT_NE(collector.port(), 0);
  std::ifstream limits("/proc/" + std::to_string(collector.pid()) + "/limits");
  const std::string text{std::istreambuf_iterator<char>(limits), {}};
  const size_t line = text.find("Max core file size");
  ASSERT_NE(line, std::string::npos);
  EXPECT_EQ(text.substr(line, 80).find("unlimited"), std::string::npos) << text;
  EXPECT_NE(text.substr(line, 50).find(" 0 "), std::string::npos) << text;
}

TEST_F(Program, ABackupIsWholeWhileServing) {
  const Served collector(data_);
  const std::string copy = directory_.File("copy.db");
  EXPECT_EQ(RunCollector("backup --data " + data_ + " " + copy).exit_code, 0);
  EXPECT_EQ(RunCollector("backup --data " + data_ + " " + copy).exit_code, 1);
  EXPECT_TRUE(SqliteDatabase::Open(copy, false).ok());
}

// I2, I4: kill -9 in the middle of ingest, again and again; every batch with a receipt is there,
// and sending everything once more stores nothing twice.
// serve --listen with port 0: only the running collector knows where it is.
TEST_F(Program, CommandsFindTheRunningCollectorWhereverItListens) {
  const Served collector(data_);
  ASSERT_NE(collector.port(), 0);
  EXPECT_NE(EnrolToken(2), "");
  EXPECT_NE(RunCollector("enrol-token list --data " + data_).output.find("0/2"), std::string::npos);
  const Outcome token =
      RunCollector("api-token create --data " + data_ + " --name Ann --role auditor");
  EXPECT_EQ(token.exit_code, 0) << token.output;
  EXPECT_NE(token.output.find("adit_"), std::string::npos) << token.output;
  const Outcome wrong =
      RunCollector("api-token create --data " + data_ + " --name Ann --role king");
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_NE(wrong.output.find("analyst, officer"), std::string::npos) << wrong.output;
  const Outcome audit = RunCollector("audit verify --data " + data_);
  EXPECT_EQ(audit.exit_code, 0) << audit.output;
  EXPECT_NE(audit.output.find("entries, unbroken"), std::string::npos) << audit.output;
  const Outcome mined = RunCollector("mine --data " + data_);
  EXPECT_NE(mined.output.find("no events to mine yet"), std::string::npos) << mined.output;
}

TEST_F(Program, APolicyIsActivatedWhileServingAndNeverGoesBack) {
  std::string document(DefaultPolicyText());
  const std::string version = "\"version\": 1";
  ASSERT_NE(document.find(version), std::string::npos);
  document.replace(document.find(version), version.size(), "\"version\": 77");
  const std::string file = directory_.File("policy.json");
  std::ofstream(file) << document;
  const Served collector(data_);
  const Outcome set = RunCollector("policy set --data " + data_ + " " + file);
  EXPECT_EQ(set.exit_code, 0) << set.output;
  const Outcome again = RunCollector("policy set --data " + data_ + " " + file);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_NE(again.output.find("77"), std::string::npos) << again.output;
  std::ofstream(file) << "{\"version\": 78, \"sruff\": 1}";
  const Outcome wrong = RunCollector("policy set --data " + data_ + " " + file);
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_NE(wrong.output.find("policy.json"), std::string::npos) << wrong.output;
  EXPECT_NE(wrong.output.find("sruff"), std::string::npos) << wrong.output;
}

// Spool files of a machine without a network, carried on a medium.
TEST_F(Program, ImportsSpoolFilesWithSignedReceiptsOnceAndRefusesWhatIsDamaged) {
  const std::string spool = directory_.File("medium");
  const std::string receipts = directory_.File("receipts");
  std::filesystem::create_directory(spool);
  const std::string command =
      "import-spool --json --receipts " + receipts + " --data " + data_ + " " + spool;
  EXPECT_EQ(RunCollector(command).exit_code, 3) << "nothing to import";
  std::unique_ptr<TestAgent> agent;
  {
    Served collector(data_);
    agent = std::make_unique<TestAgent>(collector.port(), authority_pem_);
    ASSERT_EQ(agent->Enrol(EnrolToken(1)), 200) << agent->refusal();
    std::ofstream(spool + "/0.sealed") << "x";
    EXPECT_EQ(RunCollector(command).exit_code, 1) << "a collector serves";
    EXPECT_EQ(collector.Stop(SIGTERM), 0);
  }
  std::filesystem::remove(spool + "/0.sealed");
  std::vector<Bytes> envelopes;
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    envelopes.push_back(agent->Envelope(seq, (seq - 1) * 10 + 1, 10));
    std::ofstream(spool + "/" + std::to_string(seq) + ".sealed") << AsText(envelopes.back());
  }
  Bytes damaged = envelopes[2];
  damaged[700] ^= 1;
  std::ofstream(spool + "/3.sealed") << AsText(damaged);
  std::ofstream(spool + "/4.sealed") << "no envelope";
  const Outcome first = RunCollector(command);
  EXPECT_EQ(first.exit_code, 4) << first.output;
  EXPECT_NE(first.output.find(R"({"stored":2,"known":0,"refused":2})"), std::string::npos)
      << first.output;
  EXPECT_NE(first.output.find(spool + "/3.sealed"), std::string::npos) << first.output;
  for (const uint64_t seq : {1, 2}) {
    const auto receipt = ReadWholeFile(
        RealFileSystem(), receipts + "/" + std::to_string(seq) + ".sealed.receipt", 1 << 16);
    ASSERT_TRUE(receipt.ok()) << receipt.status().ToString();
    const std::string response = "HTTP/1.1 200 OK\r\n\r\n" + std::string(AsText(*receipt));
    EXPECT_TRUE(agent->Receipt(response, envelopes[seq - 1]).ok());
  }
  EXPECT_FALSE(std::filesystem::exists(receipts + "/3.sealed.receipt"));
  std::ofstream(spool + "/3.sealed") << AsText(envelopes[2]);
  std::filesystem::remove(spool + "/4.sealed");
  const Outcome second = RunCollector(command);
  EXPECT_EQ(second.exit_code, 0) << second.output;
  EXPECT_NE(second.output.find(R"({"stored":1,"known":2,"refused":0})"), std::string::npos)
      << second.output;
}

TEST_F(Program, KilledInMidIngestKeepsEveryAcknowledgedBatchOnce) {
  const std::string token = EnrolToken(1);
  std::unique_ptr<TestAgent> agent;
  constexpr uint64_t kBatches = 120;
  constexpr size_t kEvents = 40;
  std::vector<bool> acknowledged(kBatches + 1, false);
  uint64_t next = 1;
  for (int life = 0; life < 4; ++life) {
    Served collector(data_, "--set second_gate_every=0");
    ASSERT_NE(collector.port(), 0);
    if (agent == nullptr) {
      agent = std::make_unique<TestAgent>(collector.port(), authority_pem_);
      ASSERT_EQ(agent->Enrol(token), 200) << agent->refusal();
    }
    agent->set_port(collector.port());
    // Killed after some batches, not after some time: a busy machine would not have sent any.
    std::atomic<uint64_t> sent = 0;
    std::thread killer([&] {
      while (sent.load() < 10 + 5 * static_cast<uint64_t>(life)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5 + life * 7));
      collector.Stop(SIGKILL);
    });
    for (; next <= kBatches; ++next) {
      const Bytes envelope = agent->Envelope(next, (next - 1) * kEvents + 1, kEvents);
      const std::string response = agent->Put(next, envelope);
      if (!agent->Receipt(response, envelope).ok()) break;
      acknowledged[next] = true;
      ++sent;
    }
    sent = kBatches;  // also when nothing is left to send
    killer.join();
  }
  Served collector(data_, "--set second_gate_every=0");
  agent->set_port(collector.port());
  size_t duplicates = 0;
  for (uint64_t seq = 1; seq <= kBatches; ++seq) {
    // Sealing again gives other bytes, so what was acknowledged must be there under its number.
    const Bytes envelope = agent->Envelope(seq, (seq - 1) * kEvents + 1, kEvents);
    const std::string response = agent->Put(seq, envelope);
    const auto receipt = agent->Receipt(response, envelope);
    ASSERT_TRUE(receipt.ok()) << StatusOf(response);
    if (acknowledged[seq]) {
      EXPECT_EQ(receipt->disposition, wire::Disposition::kForked) << seq;
      ++duplicates;
    }
  }
  EXPECT_GT(duplicates, 0u);
}

}  // namespace
}  // namespace adit
