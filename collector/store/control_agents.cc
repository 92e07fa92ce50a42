#include <utility>

#include "collector/store/control_store.h"

namespace adit {
namespace {

constexpr std::string_view kAgentColumns =
    "SELECT agent_id, group_name, state, signing_key, enrolled_us, last_contact_us, version, "
    "platform, "
    "degradation, policy_version FROM agents ";

AgentEntry ReadAgent(const SqliteStatement& row) {
  AgentEntry agent;
  agent.id = ToArray<16>(row.Blob(0)).value_or(Id16{});
  agent.group = row.Text(1);
  agent.state = static_cast<AgentState>(row.Int(2));
  agent.signing_key = ToArray<32>(row.Blob(3)).value_or(Digest32{});
  agent.enrolled_us = row.Int(4);
  agent.last_contact_us = row.Int(5);
  agent.version = row.Text(6);
  agent.platform = row.Text(7);
  agent.degradation = static_cast<uint32_t>(row.Int(8));
  agent.policy_version = static_cast<uint64_t>(row.Int(9));
  return agent;
}

// Takes one use of the token and gives its group.
Result<std::string> UseToken(SqliteConnection& db, const Digest32& digest,
                             const std::string& audience, int64_t now_us) {
  std::string id;
  std::string group;
  {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement find,
        db.Prepare("SELECT id, group_name, audience, uses_max, uses, expires_us, revoked_us "
                   "FROM enrol_tokens WHERE secret_digest = ?"));
    ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(digest)).Step());
    if (!row) return Unauthenticated("the enrolment token is not known here; ask for a new one");
    id = find.Text(0);
    group = find.Text(1);
    const std::string name = "enrolment token " + id;
    if (!find.IsNull(6)) return Unauthenticated(name + " was revoked; ask for a new one");
    if (find.Int(5) <= now_us) return Unauthenticated(name + " has expired; ask for a new one");
    if (find.Int(4) >= find.Int(3)) return Unauthenticated(name + " is used up; ask for a new one");
    if (find.Text(2) != audience) {
      return Unauthenticated(name + " is for collector '" + find.Text(2) + "', this is '" +
                             audience + "'");
    }
  }
  ADIT_ASSIGN_OR_RETURN(SqliteStatement use,
                        db.Prepare("UPDATE enrol_tokens SET uses = uses + 1 WHERE id = ?"));
  ADIT_RETURN_IF_ERROR(use.Bind(1, std::string_view(id)).Run());
  return group;
}

Status InsertCertificate(SqliteConnection& db, int64_t agent_ordinal,
                         const IssuedCertificate& certificate) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                        db.Prepare("INSERT INTO certificates(serial, agent_ordinal, "
                                   "public_key_digest, not_after_us) VALUES(?, ?, ?, ?)"));
  add.Bind(1, std::string_view(certificate.serial_hex)).Bind(2, agent_ordinal);
  add.Bind(3, ByteView(certificate.public_key_digest)).Bind(4, certificate.not_after_us);
  return add.Run();
}

Result<int64_t> OrdinalOf(SqliteConnection& db, const Id16& id) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        db.Prepare("SELECT ordinal FROM agents WHERE agent_id = ?"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(id)).Step());
  if (!row) return NotFound("there is no agent " + HexEncode(id));
  return find.Int(0);
}

}  // namespace

Status ControlStore::Enrol(const Digest32& secret_digest, const std::string& audience,
                           int64_t now_us, AgentEntry agent, const IssuedCertificate& certificate) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(const std::string group, UseToken(db, secret_digest, audience, now_us));
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                            db.Prepare("INSERT INTO agents(agent_id, group_name, state, "
                                       "signing_key, enrolled_us, last_contact_us, "
                                       "version, platform, degradation, policy_version) VALUES(?, "
                                       "?, 0, ?, ?, 0, ?, ?, 0, 0)"));
      add.Bind(1, ByteView(agent.id))
          .Bind(2, std::string_view(group))
          .Bind(3, ByteView(agent.signing_key));
      add.Bind(4, now_us)
          .Bind(5, std::string_view(agent.version))
          .Bind(6, std::string_view(agent.platform));
      ADIT_RETURN_IF_ERROR(add.Run());
    }
    return InsertCertificate(db, db.last_insert_id(), certificate);
  });
}

Result<std::optional<AgentEntry>> ControlStore::FindAgent(const Id16& id) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kAgentColumns) + "WHERE agent_id = ?"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(id)).Step());
  if (!row) return std::optional<AgentEntry>();
  return std::optional<AgentEntry>(ReadAgent(find));
}

Result<std::vector<AgentEntry>> ControlStore::Agents() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare(std::string(kAgentColumns) + "ORDER BY agent_id"));
  std::vector<AgentEntry> agents;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return agents;
    agents.push_back(ReadAgent(rows));
  }
}

Status ControlStore::RecordContact(const Id16& id, const AgentContact& contact) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement set,
        db.Prepare("UPDATE agents SET last_contact_us = max(last_contact_us, ?), version = ?, "
                   "platform = ?, degradation = ?, policy_version = ? WHERE agent_id = ?"));
    set.Bind(1, contact.at_us).Bind(2, std::string_view(contact.version));
    set.Bind(3, std::string_view(contact.platform))
        .Bind(4, static_cast<int64_t>(contact.degradation));
    set.Bind(5, static_cast<int64_t>(contact.policy_version)).Bind(6, ByteView(id));
    return set.Run();
  });
}

Status ControlStore::AddCertificate(const Id16& id, const IssuedCertificate& certificate) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(const int64_t ordinal, OrdinalOf(db, id));
    return InsertCertificate(db, ordinal, certificate);
  });
}

Result<std::optional<ControlStore::CertificateState>> ControlStore::FindCertificate(
    const crypto::CertificateFacts& certificate) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement find,
        reader->Prepare(
            "SELECT a.agent_id, c.revoked_us IS NOT NULL OR a.state <> 0 FROM certificates c "
            "JOIN agents a ON a.ordinal = c.agent_ordinal WHERE c.serial = ?"));
    ADIT_ASSIGN_OR_RETURN(const bool row,
                          find.Bind(1, std::string_view(certificate.serial_hex)).Step());
    if (row) {
      return std::optional<CertificateState>(
          {ToArray<16>(find.Blob(0)).value_or(Id16{}), find.Int(1) != 0});
    }
  }
  const auto agent = HexDecode(certificate.agent_id_hex);
  const auto key = HexDecode(certificate.public_key_sha256_hex);
  if (!agent || !key) return std::optional<CertificateState>();
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement find,
      reader->Prepare("SELECT a.agent_id, max(c.revoked_us IS NOT NULL OR a.state <> 0) "
                      "FROM agents a JOIN certificates c ON c.agent_ordinal = a.ordinal "
                      "WHERE a.agent_id = ? AND c.public_key_digest = ? GROUP BY a.agent_id"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(*agent)).Bind(2, ByteView(*key)).Step());
  if (!row) return std::optional<CertificateState>();
  return std::optional<CertificateState>(
      {ToArray<16>(find.Blob(0)).value_or(Id16{}), find.Int(1) != 0});
}

Status ControlStore::RevokeAgent(const Id16& id, int64_t now_us) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(const int64_t ordinal, OrdinalOf(db, id));
    ADIT_ASSIGN_OR_RETURN(SqliteStatement agent,
                          db.Prepare("UPDATE agents SET state = 1 WHERE ordinal = ?"));
    ADIT_RETURN_IF_ERROR(agent.Bind(1, ordinal).Run());
    ADIT_ASSIGN_OR_RETURN(SqliteStatement certificates,
                          db.Prepare("UPDATE certificates SET revoked_us = ? WHERE agent_ordinal = "
                                     "? AND revoked_us IS NULL"));
    return certificates.Bind(1, now_us).Bind(2, ordinal).Run();
  });
}

}  // namespace adit
