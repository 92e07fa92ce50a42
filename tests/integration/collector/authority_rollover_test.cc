// The authority changes under living agents, by the program's own commands: nobody visits them.
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "agent/ship/shipper.h"
#include "tests/collector/store/store_fixture.h"
#include "tests/fakes/masked_events.h"
#include "tests/integration/collector/collector_process.h"

namespace adit {
namespace {

// The agent's own spool, shipper and TLS.
class LiveAgent {
 public:
  explicit LiveAgent(std::string directory)
      : directory_(std::move(directory)), store_(RealFileSystem(), directory_) {}

  Status Enrol(uint16_t port, const std::string& token) {
    const auto connector = CreateHttpsConnector({"localhost", port});
    ADIT_ASSIGN_OR_RETURN(const wire::EnrolmentToken parsed, wire::ParseToken(token));
    return adit::Enrol(store_, *connector, parsed, {}).status();
  }
  // A batch from event to receipt, and whatever the receipt asks for. False when it does not
  // arrive.
  bool Send(uint16_t port) {
    auto identity = store_.Load();
    if (!identity.ok()) return false;
    SpoolOptions options;
    options.directory = directory_ + "/spool";
    options.keep_free_bytes = 0;
    auto spool =
        Spool::Open(RealFileSystem(), SystemClock(), SystemRandom(), identity->signing, options,
                    {identity->answer.agent, identity->Recipient(SystemClock().WallMicros())});
    if (!spool.ok()) return false;
    const auto connector = CreateHttpsConnector({"localhost", port});
    EventRecord record;
    record.fields.action = ActionType::kClick;
    (*spool)->Append(Scrubber::Pass(std::move(record))).IgnoreError();
    (*spool)->Seal().IgnoreError();
    Shipper shipper(**spool, store_, std::move(*store_.Load()), *connector, RealFileSystem(),
                    SystemClock(), SystemRandom(), {}, {});
    for (int i = 0; i < 4; ++i) (void)shipper.RunOnce();
    return shipper.Report().batches_delivered > 0 && (*spool)->Report().sealed_files == 0;
  }
  int AuthoritiesTrusted() {
    const std::string pem = store_.Load()->answer.authority_pem;
    int count = 0;
    for (size_t at = 0; (at = pem.find("BEGIN CERT", at)) != std::string::npos; ++at) ++count;
    return count;
  }
  std::string Serial() { return store_.Load()->certificate.serial_hex; }

 private:
  const std::string directory_;
  IdentityStore store_;
};

class AuthorityRollover : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.File("data");
    ASSERT_EQ(RunCollector("init --data " + data_).exit_code, 0);
  }
  std::string Token() {
    const std::string output = RunCollector("enrol-token create --data " + data_).output;
    const size_t begin = output.find("adit1:");
    return begin == std::string::npos ? "" : output.substr(begin, output.find('\n', begin) - begin);
  }
  Outcome Authority(const std::string& arguments) {
    return RunCollector("authority " + arguments + " --data " + data_);
  }
  Outcome Switch(const std::string& more = "") {
    return Authority("switch --host localhost --host 127.0.0.1 " + more);
  }
  std::string KeyFile(const std::string& name) {
    const auto bytes = ReadWholeFile(RealFileSystem(), data_ + "/keys/" + name, 1 << 16);
    return bytes.ok() ? std::string(AsText(*bytes)) : "";
  }
  // Certificates tell their issue to the second: one of the same second counts as older than a change,
  // and is renewed once more.
  static void NextSecond() { std::this_thread::sleep_for(std::chrono::milliseconds(1100)); }
  void SendOrFail(LiveAgent& agent, const char* when) {
    const Served collector(data_);
    EXPECT_TRUE(agent.Send(collector.port())) << when;
  }
  TemporaryDirectory directory_;
  std::string data_;
};

TEST_F(AuthorityRollover, AgentsFollowWithoutAVisit) {
  LiveAgent agent(directory_.File("agent"));
  LiveAgent absent(directory_.File("absent"));
  {
    const std::string token = Token();
    const std::string second = Token();
    const Served collector(data_);
    ASSERT_TRUE(agent.Enrol(collector.port(), token).ok());
    ASSERT_TRUE(absent.Enrol(collector.port(), second).ok());
  }
  const std::string old_key = KeyFile("authority.key");
  ASSERT_EQ(Switch().exit_code, 1) << "nothing waits";
  ASSERT_EQ(Authority("prepare").exit_code, 0);
  EXPECT_EQ(Authority("prepare").exit_code, 1) << "one waits already";
  const Outcome early = Switch();
  EXPECT_EQ(early.exit_code, 1) << "both agents would be locked out";
  EXPECT_NE(early.output.find("2 agents have not followed"), std::string::npos) << early.output;
  NextSecond();
  SendOrFail(agent, "prepared");
  EXPECT_EQ(agent.AuthoritiesTrusted(), 2) << "the receipt asked it to renew";
  EXPECT_NE(Switch().output.find("1 agent has not followed"), std::string::npos);
  SendOrFail(absent, "prepared, after a holiday");
  ASSERT_EQ(Switch().exit_code, 0);
  NextSecond();
  EXPECT_EQ(KeyFile("authority-next.key"), "");
  for (const auto& entry : std::filesystem::directory_iterator(data_ + "/keys")) {
    const std::string name = entry.path().filename();
    EXPECT_NE(KeyFile(name), old_key) << name << " still holds the key of the old authority";
  }
  const std::string before = agent.Serial();
  EXPECT_EQ(Authority("finish").exit_code, 1) << "the agents' certificates are the old one's";
  SendOrFail(agent, "switched, with a certificate of the old authority");
  SendOrFail(absent, "switched, the other one");
  EXPECT_NE(agent.Serial(), before) << "it has one of the new authority now";
  EXPECT_EQ(agent.AuthoritiesTrusted(), 1);
  ASSERT_EQ(Authority("finish").exit_code, 0);
  SendOrFail(agent, "finished");
  SendOrFail(absent, "finished, the other one");
}

TEST_F(AuthorityRollover, AnAgentLeftBehindIsLockedOutAndOnlyByForce) {
  LiveAgent agent(directory_.File("agent"));
  {
    const std::string token = Token();
    const Served collector(data_);
    ASSERT_TRUE(agent.Enrol(collector.port(), token).ok());
  }
  ASSERT_EQ(Authority("prepare").exit_code, 0);
  ASSERT_EQ(Switch("--force").exit_code, 0);
  const std::string token = Token();
  const Served collector(data_);
  EXPECT_FALSE(agent.Send(collector.port())) << "it does not trust the new authority";
  EXPECT_TRUE(agent.Enrol(collector.port(), token).ok()) << "a new token names the new one";
  EXPECT_TRUE(agent.Send(collector.port()));
}

TEST_F(AuthorityRollover, ARootStaysOfflineAndItsNextAuthorityNeedsNoWaiting) {
  const std::string root = directory_.File("root");
  ASSERT_EQ(RunCollector("root create --root " + root).exit_code, 0);
  const auto sign_next = [&](const std::string& name) {
    const std::string request = directory_.File(name + ".csr");
    const std::string chain = directory_.File(name + ".pem");
    EXPECT_EQ(Authority("request " + request).exit_code, 0);
    const Outcome sign =
        RunCollector("root sign --root " + root + " " + request + " --output " + chain);
    EXPECT_EQ(sign.exit_code, 0) << sign.output;
    return chain;
  };
  const std::string first = sign_next("first");
  // Somebody else's root signs the same request: nothing but the key fits.
  EXPECT_EQ(Authority("install " + root + "/root.pem").exit_code, 3) << "not for our key";
  ASSERT_EQ(Authority("install " + first).exit_code, 0);
  ASSERT_EQ(Switch().exit_code, 0) << "no agent is enrolled yet";
  ASSERT_EQ(Authority("finish").exit_code, 0);
  const auto root_key = ReadWholeFile(RealFileSystem(), root + "/root.key", 1 << 16);
  ASSERT_TRUE(root_key.ok());
  for (const auto& entry : std::filesystem::directory_iterator(data_ + "/keys")) {
    EXPECT_NE(KeyFile(entry.path().filename()), AsText(*root_key));
  }
  LiveAgent agent(directory_.File("agent"));
  {
    const std::string token = Token();
    const Served collector(data_);
    ASSERT_TRUE(agent.Enrol(collector.port(), token).ok()) << "the token pins the root";
    EXPECT_TRUE(agent.Send(collector.port()));
  }
  const std::string old_token = Token();
  ASSERT_EQ(Authority("install " + sign_next("second")).exit_code, 0);
  ASSERT_EQ(Switch().exit_code, 0) << "agents trust the root: nobody has to follow first";
  NextSecond();
  SendOrFail(agent, "switched to the root's second authority");
  LiveAgent later(directory_.File("later"));
  {
    const Served collector(data_);
    EXPECT_TRUE(later.Enrol(collector.port(), old_token).ok()) << "the token names the root";
  }
  ASSERT_EQ(Authority("finish").exit_code, 0) << Authority("show").output;
  SendOrFail(agent, "finished");
}

TEST_F(AuthorityRollover, ASwitchThatWasCutShortIsCompletedByTheNext) {
  ASSERT_EQ(Authority("prepare").exit_code, 0);
  const std::string keys = data_ + "/keys/";
  // The moment after the key was replaced and before the certificate was.
  std::filesystem::copy_file(keys + "authority-next.key", keys + "authority.key",
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_EQ(Switch().exit_code, 0);
  LiveAgent agent(directory_.File("agent"));
  const std::string token = Token();
  const Served collector(data_);
  ASSERT_TRUE(agent.Enrol(collector.port(), token).ok());
  EXPECT_TRUE(agent.Send(collector.port()));
}

}  // namespace
}  // namespace adit
