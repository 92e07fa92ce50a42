// ControlStore: everything the collector keeps besides events: agents and their certificates,
// tokens, policies, runs with their results, and the audit chain.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/model/edit.h"
#include "collector/model/routine_identity.h"
#include "collector/store/ids.h"
#include "collector/store/sqlite_database.h"
#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/certificate.h"

namespace adit {

enum class AgentState : uint8_t { kActive = 0, kRevoked = 1 };

struct IssuedCertificate {
  std::string serial_hex;
  Digest32 public_key_digest{};  // SHA-256 of the public key: renewals keep it
  int64_t not_after_us = 0;
};

struct AgentEntry {
  Id16 id{};
  std::string group;
  AgentState state = AgentState::kActive;
  Digest32 signing_key{};  // Ed25519 public key its envelopes are signed with
  int64_t enrolled_us = 0;
  int64_t last_contact_us = 0;  // 0 = never
  std::string version;
  std::string platform;
  uint32_t degradation = 0;
  uint64_t policy_version = 0;
};

// What an agent's latest batch said about it.
struct AgentContact {
  int64_t at_us = 0;
  std::string version;
  std::string platform;
  uint32_t degradation = 0;
  uint64_t policy_version = 0;
};

// A token's secret is shown once and kept as its BLAKE2b digest only.
struct EnrolToken {
  std::string id;
  Digest32 secret_digest{};
  std::string audience;
  std::string group;
  uint32_t uses_max = 1;
  uint32_t uses = 0;
  int64_t created_us = 0;
  int64_t expires_us = 0;
  int64_t revoked_us = 0;  // 0 = not revoked
};

struct ApiToken {
  std::string id;
  std::string name;
  std::string role;  // "analyst", "officer", "operator", "auditor", "admin"
  Digest32 secret_digest{};
  int64_t created_us = 0;
  int64_t expires_us = 0;
  int64_t revoked_us = 0;
};

// An account of a person. The password is kept as an Argon2id hash.
struct UserEntry {
  std::string name;
  std::string role;  // as of ApiToken
  std::string password_hash;
  int64_t created_us = 0;
  int64_t changed_us = 0;  // of role, password or state: sessions begun before are over
  bool disabled = false;
  uint32_t failures = 0;        // wrong passwords in a row
  int64_t locked_until_us = 0;  // 0 = not locked
};

struct PolicyEntry {
  uint64_t version = 0;
  Digest32 digest{};
  Bytes document;  // signed form, as agents get it
  int64_t activated_us = 0;
};

// A policy on its way: "draft", "tested", "approved", then "active" or "rejected".
struct PolicyDraft {
  int64_t id = 0;
  std::string state;
  std::string document;
  std::string reason;
  std::string author;  // account
  int64_t created_us = 0;
  std::string tests;  // JSON of the last test, "" before
  std::string decided_by;
  int64_t decided_us = 0;
  uint64_t version = 0;  // of the document
};

struct RunEntry {
  int64_t id = 0;
  std::string state;  // "queued", "running", "done", "failed"
  int64_t requested_us = 0;
  int64_t finished_us = 0;
  uint32_t progress = 0;  // percent
  std::string manifest;   // JSON: inputs, parameters, code version
  std::string message;    // why it failed, or ""
  std::string summary;    // JSON, "" until done
};

// One published thing of a run; `people` decides whether the group-size gate lets it out.
struct RunDocument {
  std::string kind;  // "routine", "opportunity"
  std::string name;  // identifier within the kind
  int64_t position = 0;
  uint32_t people = 0;
  std::string json;
};

// One enforcement of the policy's retention.
struct ErasureEntry {
  int64_t at_us = 0;
  int64_t before_us = 0;  // events before this time were erased
  uint64_t events = 0;
  uint64_t envelopes = 0;
  uint64_t texts = 0;
  int64_t results_before_us = 0;
  uint64_t runs = 0;
};

// Texts that the second gate withheld from one batch by one rule.
struct GateEntry {
  int64_t id = 0;
  int64_t at_us = 0;
  Id16 agent{};
  std::string agent_version;
  uint64_t policy_version = 0;
  std::string field;
  std::string rule;
  std::string type;
  uint64_t events = 0;
  uint64_t first_event = 0;  // its sequence number
};

// A noisy count that was told; what it cost stays spent.
struct CountRelease {
  int64_t id = 0;
  int64_t at_us = 0;
  int64_t year = 0;  // whose budget it was taken from
  int64_t run = 0;
  std::string routine;
  int64_t milli_epsilon = 0;
  int64_t people = 0;  // with its noise
  std::string actor;
};

// A question whose machine wrote a pseudonym: "asked", then "approved" or "refused", then "answered".
struct Reidentification {
  int64_t id = 0;
  std::string state;
  std::string pseudonym;
  std::string reason;
  std::string asked_by;  // account
  int64_t asked_us = 0;
  std::string decided_by;  // another account
  int64_t decided_us = 0;
};

struct AuditEntry {
  int64_t seq = 0;
  int64_t at_us = 0;
  std::string actor;
  std::string action;
  std::string target;
  std::string outcome;
  Digest32 hash{};
};

// Threads: any. Functions that write return after the commit is on stable storage.
class ControlStore {
 public:
  explicit ControlStore(SqliteDatabase& database) : database_(database) {}

  // --- Agents (control_agents.cc)

  // Uses the token once and adds the agent with its certificate, or neither. kUnauthenticated, with
  // the reason, for a token that is unknown, revoked, expired, used up or for another audience.
  [[nodiscard]] Status Enrol(const Digest32& secret_digest, const std::string& audience,
                             int64_t now_us, AgentEntry agent,
                             const IssuedCertificate& certificate);
  [[nodiscard]] Result<std::optional<AgentEntry>> FindAgent(const Id16& id);
  // In ascending order of id.
  [[nodiscard]] Result<std::vector<AgentEntry>> Agents();
  [[nodiscard]] Status RecordContact(const Id16& id, const AgentContact& contact);
  [[nodiscard]] Status AddCertificate(const Id16& id, const IssuedCertificate& certificate);
  struct CertificateState {
    Id16 agent{};
    bool revoked = false;
  };
  // By serial; one that is not on record (it was issued after the backup this store was restored
  // from) counts when the agent it names is known to have this very key.
  [[nodiscard]] Result<std::optional<CertificateState>> FindCertificate(
      const crypto::CertificateFacts& certificate);
  // Its certificates are refused from now on; kNotFound for an unknown agent.
  [[nodiscard]] Status RevokeAgent(const Id16& id, int64_t now_us);

  // --- Tokens (control_tokens.cc)

  [[nodiscard]] Status AddEnrolToken(const EnrolToken& token);
  [[nodiscard]] Result<std::vector<EnrolToken>> EnrolTokens();
  [[nodiscard]] Status RevokeEnrolToken(const std::string& id, int64_t now_us);
  [[nodiscard]] Status AddApiToken(const ApiToken& token);
  [[nodiscard]] Result<std::vector<ApiToken>> ApiTokens();
  [[nodiscard]] Result<std::optional<ApiToken>> FindApiToken(const Digest32& secret_digest);
  [[nodiscard]] Status RevokeApiToken(const std::string& id, int64_t now_us);

  // --- Accounts (control_users.cc)

  // kAlreadyExists when the name is taken.
  [[nodiscard]] Status AddUser(const UserEntry& user);
  // Everything but name and creation; kNotFound for an unknown name.
  [[nodiscard]] Status UpdateUser(const UserEntry& user);
  // One more wrong password; at `limit` in a row the account is locked until then.
  [[nodiscard]] Status CountUserFailure(const std::string& name, uint32_t limit,
                                        int64_t locked_until_us);
  [[nodiscard]] Result<std::optional<UserEntry>> FindUser(const std::string& name);
  // In ascending order of name.
  [[nodiscard]] Result<std::vector<UserEntry>> Users();

  // --- Policies (control_tokens.cc)

  // kFailedPrecondition unless the version is above every stored one.
  [[nodiscard]] Status AddPolicy(const PolicyEntry& policy);
  [[nodiscard]] Result<std::optional<PolicyEntry>> ActivePolicy();

  // --- Policies on their way (control_policies.cc)

  [[nodiscard]] Result<int64_t> AddPolicyDraft(const PolicyDraft& draft);
  // Writes state, tests and decision; kFailedPrecondition unless it still is in `from_state`.
  [[nodiscard]] Status MovePolicyDraft(const PolicyDraft& draft, const std::string& from_state);
  [[nodiscard]] Result<std::optional<PolicyDraft>> FindPolicyDraft(int64_t id);
  // Newest first.
  [[nodiscard]] Result<std::vector<PolicyDraft>> PolicyDrafts(size_t limit);

  // --- Runs (control_runs.cc)

  [[nodiscard]] Result<int64_t> AddRun(int64_t requested_us, const std::string& manifest);
  [[nodiscard]] Status SetRunProgress(int64_t id, const std::string& state, uint32_t percent);
  [[nodiscard]] Status FinishRun(const RunEntry& run, const std::vector<RunDocument>& documents);
  // Runs a stopped collector left open become failed. Returns how many.
  [[nodiscard]] Result<int64_t> FailOpenRuns(int64_t now_us, const std::string& message);
  [[nodiscard]] Result<std::optional<RunEntry>> FindRun(int64_t id);
  [[nodiscard]] Result<std::optional<RunEntry>> LatestDoneRun();
  // Newest first, ids below `before`.
  [[nodiscard]] Result<std::vector<RunEntry>> Runs(int64_t before, size_t limit);
  // In order of position, those above `after_position`.
  [[nodiscard]] Result<std::vector<RunDocument>> RunDocuments(int64_t run, const std::string& kind,
                                                              int64_t after_position, size_t limit,
                                                              uint32_t min_people);
  [[nodiscard]] Result<std::optional<RunDocument>> FindRunDocument(int64_t run,
                                                                   const std::string& kind,
                                                                   const std::string& name);
  // Erases runs that ended before, with their results and the identities of routines that no later run
  // found. Returns how many runs.
  [[nodiscard]] Result<int64_t> EraseRunsBefore(int64_t before_us);
  // The record of what retention erased.
  [[nodiscard]] Status AddErasure(const ErasureEntry& entry);
  // Newest first.
  [[nodiscard]] Result<std::vector<ErasureEntry>> Erasures(size_t limit);
  // Drops the results of all but the newest `keep` finished runs.
  [[nodiscard]] Status PruneRuns(size_t keep);

  // --- Analysts' edits (control_edits.cc)

  // Appends and gives its number; seq of `edit` is not read. kFailedPrecondition when
  // `expected_last` is given and is not the number of the newest edit.
  [[nodiscard]] Result<int64_t> AddEdit(const Edit& edit,
                                        std::optional<int64_t> expected_last = std::nullopt);
  // All, oldest first.
  [[nodiscard]] Result<std::vector<Edit>> Edits();
  // What later runs are matched with; a routine that is not found again keeps its identity.
  [[nodiscard]] Status SaveIdentities(int64_t run, const std::vector<RoutineIdentity>& identities);
  // In ascending order of key.
  [[nodiscard]] Result<std::vector<RoutineIdentity>> Identities();

  // --- Privacy (control_privacy.cc)

  [[nodiscard]] Status AddGateEntries(const std::vector<GateEntry>& entries);
  // Newest first, ids below `before`.
  [[nodiscard]] Result<std::vector<GateEntry>> GateEntries(int64_t before, size_t limit);
  // The release of this count if it was made; else what is spent of the year's budget is raised and
  // the release stored, in one transaction. kResourceExhausted when the budget does not hold it.
  [[nodiscard]] Result<CountRelease> AddCountRelease(const CountRelease& release,
                                                     int64_t budget_milli_epsilon);
  [[nodiscard]] Result<int64_t> SpentMilliEpsilon(int64_t year);
  // Newest first.
  [[nodiscard]] Result<std::vector<CountRelease>> CountReleases(size_t limit);
  [[nodiscard]] Result<int64_t> AddReidentification(const Reidentification& question);
  // Writes state and decision; kFailedPrecondition unless it still is in `from_state`.
  [[nodiscard]] Status MoveReidentification(const Reidentification& question,
                                            const std::string& from_state);
  [[nodiscard]] Result<std::optional<Reidentification>> FindReidentification(int64_t id);
  // Newest first.
  [[nodiscard]] Result<std::vector<Reidentification>> Reidentifications(size_t limit);

  // --- Audit (audit_chain.cc)

  // Appends to the chain: hash = BLAKE2b-256(previous hash, seq, time, texts). Fields of the entry
  // other than seq and hash are given.
  [[nodiscard]] Status AppendAudit(const AuditEntry& entry);
  // Entries below `before`, newest first.
  [[nodiscard]] Result<std::vector<AuditEntry>> NewestAudit(int64_t before, size_t limit);
  // Entries above `after`, oldest first.
  [[nodiscard]] Result<std::vector<AuditEntry>> Audit(int64_t after, size_t limit);
  // kDataLoss naming the first entry that does not follow from the one before; else how many there
  // are.
  [[nodiscard]] Result<int64_t> VerifyAudit();

 private:
  SqliteDatabase& database_;
};

}  // namespace adit
