// CollectorInstance: a whole collector on one data directory, wired together.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collector/cli/collector_settings.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/io/file_system.h"

namespace adit {
class ControlStore;
class EventStore;
class EnrolmentDesk;
class JobRunner;
namespace api {
class Access;
}
namespace http {
struct Route;
}
}  // namespace adit

namespace adit::cli {

// What `init` made, to be shown once.
struct InitReport {
  std::string analyst_token;
  std::string admin_token;
  std::string authority_sha256_hex;
};

struct InitOptions {
  std::string data_directory;
  std::vector<std::string> hosts = {"localhost", "127.0.0.1", "::1"};
  std::string name = "adit";
  std::string listen = "127.0.0.1:8443";
  std::string policy;  // first policy document; empty = the built-in one
  std::string policy_file = "policy";  // named when the document is wrong
};

// Creates the data directory (0700) with keys, settings, database, the first policy signed, and
// two API tokens. kAlreadyExists when the directory is not empty: nothing is ever overwritten.
[[nodiscard]] Result<InitReport> InitCollector(const InitOptions& options, FileSystem& files,
                                               Clock& clock, Random& random);

// Owns everything. Open() takes the database's lock; Serve() adds server, decoder and jobs.
class CollectorInstance {
 public:
  [[nodiscard]] static Result<std::unique_ptr<CollectorInstance>> Open(
      const CollectorSettings& settings, FileSystem& files, Clock& clock, Random& random);
  // Stops in order: server, decoder, jobs, store.
  ~CollectorInstance();

  [[nodiscard]] Status Serve();
  // Answers nobody any more and waits until every accepted write is on stable storage. True when a
  // run of discovery is still in work: it may take minutes, and what it is about is stored already.
  [[nodiscard]] bool StopServing();
  [[nodiscard]] uint16_t port() const;
  // What the server answers to.
  [[nodiscard]] const std::vector<http::Route>& routes() const;

  [[nodiscard]] EventStore& events();
  [[nodiscard]] ControlStore& control();
  [[nodiscard]] EnrolmentDesk& desk();
  [[nodiscard]] JobRunner& jobs();
  [[nodiscard]] api::Access& access();
  // Decodes what is pending; for offline mining. REQUIRES: not serving.
  [[nodiscard]] Status DecodePending();
  // Stores an envelope that came on a medium and gives the signed receipt for it; durable when it
  // returns ok. The status says why it was not taken.
  struct Imported {
    Bytes receipt;
    bool created = false;  // not stored before
  };
  [[nodiscard]] Result<Imported> ImportEnvelope(Bytes envelope);
  // Signs the document, stores it as the active policy and offers it to agents. kFailedPrecondition
  // unless its version rises.
  [[nodiscard]] Status ActivatePolicy(const std::string& document);

 private:
  struct Parts;
  // Group size and retention of the policy that is active now.
  [[nodiscard]] Status ApplyActivePolicy();
  explicit CollectorInstance(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace adit::cli
