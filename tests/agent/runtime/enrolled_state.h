// EnrolledState: a state directory as enrolment leaves it, with the collector's keys in the test's
// hand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/ship/identity.h"
#include "common/base/clock.h"
#include "common/crypto/certificate_authority.h"
#include "common/crypto/sealed_box.h"
#include "common/wire/envelope_reader.h"

namespace adit {

struct EnrolledState {
  std::string directory;
  crypto::BoxKeyPair collector = crypto::GenerateBoxKeyPair();
  crypto::SigningKeyPair officer = crypto::GenerateSigningKeyPair();
  crypto::SigningKeyPair agent;

  // Makes the directory anew. Empty when all went well, else what did not.
  [[nodiscard]] std::string Make(const std::string& path) {
    directory = path;
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    IdentityStore store(RealFileSystem(), path + "/identity");
    if (const Status made = store.EnsureKeys(); !made.ok()) return made.message();
    const int64_t now = SystemClock().WallMicros();
    const auto authority = crypto::CreateCertificateAuthority("test", now);
    const std::string id(32, 'a');
    const auto request = crypto::CreateCertificateRequest(store.tls_key_pem(), "test agent");
    if (!authority.ok() || !request.ok()) return "no certificate request";
    const auto certificate = crypto::IssueAgentCertificate(*authority, *request, id, now);
    if (!certificate.ok()) return certificate.status().message();
    wire::EnrolmentAnswer answer;
    answer.agent = *wire::FromHex<wire::AgentId>(id);
    answer.collector = *wire::FromHex<wire::CollectorId>(std::string(32, 'b'));
    answer.group = "test";
    answer.certificate_pem = *certificate;
    answer.authority_pem = authority->certificate_pem;
    answer.recipient_keys = {{collector.public_key, 0}};
    answer.receipt_keys = {officer.public_key};
    answer.policy_keys = {officer.public_key};
    agent.public_key = store.signing().public_key;
    const Status saved = store.Save(answer);
    return saved.ok() ? "" : saved.message();
  }

  // Every event in the sealed files, in order of file name.
  [[nodiscard]] std::vector<EventRecord> SpooledEvents(std::string& problem) const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory + "/spool")) {
      if (entry.path().extension() == ".sealed") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<EventRecord> events;
    for (const std::filesystem::path& file : files) {
      const Result<Bytes> bytes = ReadWholeFile(RealFileSystem(), file, 1 << 20);
      if (!bytes.ok()) {
        problem = bytes.status().message();
        return events;
      }
      const auto verified = wire::VerifyEnvelope(*bytes, agent.public_key);
      if (!verified.ok()) {
        problem = verified.status().message();
        return events;
      }
      const auto opened = wire::OpenEnvelope(*bytes, *verified, collector);
      if (!opened.ok() || !opened->damage.ok() || opened->missing != 0) {
        problem = "cannot open " + file.string();
        return events;
      }
      for (EventRecord& event : opened->events.Records()) events.push_back(std::move(event));
    }
    return events;
  }
};

}  // namespace adit
