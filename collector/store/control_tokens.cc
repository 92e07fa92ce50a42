#include "collector/store/control_store.h"

namespace adit {
namespace {

Status RequireChange(const SqliteConnection& db, const std::string& what) {
  return db.changes() > 0 ? OkStatus() : NotFound("there is no " + what + " that could be revoked");
}

}  // namespace

Status ControlStore::AddEnrolToken(const EnrolToken& token) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO enrol_tokens(id, secret_digest, audience, group_name, uses_max, "
                   "uses, created_us, expires_us) VALUES(?, ?, ?, ?, ?, 0, ?, ?)"));
    add.Bind(1, std::string_view(token.id)).Bind(2, ByteView(token.secret_digest));
    add.Bind(3, std::string_view(token.audience)).Bind(4, std::string_view(token.group));
    add.Bind(5, static_cast<int64_t>(token.uses_max))
        .Bind(6, token.created_us)
        .Bind(7, token.expires_us);
    return add.Run();
  });
}

Result<std::vector<EnrolToken>> ControlStore::EnrolTokens() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare("SELECT id, audience, group_name, uses_max, uses, created_us, expires_us, "
                      "coalesce(revoked_us, 0) FROM enrol_tokens ORDER BY created_us, id"));
  std::vector<EnrolToken> tokens;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return tokens;
    EnrolToken token;
    token.id = rows.Text(0);
    token.audience = rows.Text(1);
    token.group = rows.Text(2);
    token.uses_max = static_cast<uint32_t>(rows.Int(3));
    token.uses = static_cast<uint32_t>(rows.Int(4));
    token.created_us = rows.Int(5);
    token.expires_us = rows.Int(6);
    token.revoked_us = rows.Int(7);
    tokens.push_back(std::move(token));
  }
}

Status ControlStore::RevokeEnrolToken(const std::string& id, int64_t now_us) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set, db.Prepare("UPDATE enrol_tokens SET revoked_us = ? "
                                                          "WHERE id = ? AND revoked_us IS NULL"));
    ADIT_RETURN_IF_ERROR(set.Bind(1, now_us).Bind(2, std::string_view(id)).Run());
    return RequireChange(db, "enrolment token '" + id + "'");
  });
}

Status ControlStore::AddApiToken(const ApiToken& token) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO api_tokens(id, name, role, secret_digest, created_us, expires_us) "
                   "VALUES(?, ?, ?, ?, ?, ?)"));
    add.Bind(1, std::string_view(token.id)).Bind(2, std::string_view(token.name));
    add.Bind(3, std::string_view(token.role)).Bind(4, ByteView(token.secret_digest));
    add.Bind(5, token.created_us).Bind(6, token.expires_us);
    return add.Run();
  });
}

namespace {
constexpr std::string_view kApiTokenColumns =
    "SELECT id, name, role, created_us, expires_us, coalesce(revoked_us, 0), secret_digest FROM "
    "api_tokens ";

ApiToken ReadApiToken(const SqliteStatement& row) {
  ApiToken token;
  token.id = row.Text(0);
  token.name = row.Text(1);
  token.role = row.Text(2);
  token.created_us = row.Int(3);
  token.expires_us = row.Int(4);
  token.revoked_us = row.Int(5);
  token.secret_digest = ToArray<32>(row.Blob(6)).value_or(Digest32{});
  return token;
}
}  // namespace

Result<std::vector<ApiToken>> ControlStore::ApiTokens() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare(std::string(kApiTokenColumns) + "ORDER BY created_us, id"));
  std::vector<ApiToken> tokens;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return tokens;
    tokens.push_back(ReadApiToken(rows));
  }
}

Result<std::optional<ApiToken>> ControlStore::FindApiToken(const Digest32& secret_digest) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kApiTokenColumns) + "WHERE secret_digest = ?"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(secret_digest)).Step());
  if (!row) return std::optional<ApiToken>();
  return std::optional<ApiToken>(ReadApiToken(find));
}

Status ControlStore::RevokeApiToken(const std::string& id, int64_t now_us) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set, db.Prepare("UPDATE api_tokens SET revoked_us = ? "
                                                          "WHERE id = ? AND revoked_us IS NULL"));
    ADIT_RETURN_IF_ERROR(set.Bind(1, now_us).Bind(2, std::string_view(id)).Run());
    return RequireChange(db, "API token '" + id + "'");
  });
}

Status ControlStore::AddPolicy(const PolicyEntry& policy) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement newest,
                            db.Prepare("SELECT coalesce(max(version), 0) FROM policies"));
      ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool row, newest.Step());
      if (newest.Int(0) >= static_cast<int64_t>(policy.version)) {
        return FailedPrecondition("policy version " + std::to_string(policy.version) +
                                  " is not above version " + std::to_string(newest.Int(0)) +
                                  ", which is stored already; versions only rise");
      }
    }
    ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                          db.Prepare("INSERT INTO policies(version, digest, document, "
                                     "activated_us) VALUES(?, ?, ?, ?)"));
    add.Bind(1, static_cast<int64_t>(policy.version)).Bind(2, ByteView(policy.digest));
    add.Bind(3, ByteView(policy.document)).Bind(4, policy.activated_us);
    return add.Run();
  });
}

Result<std::optional<PolicyEntry>> ControlStore::ActivePolicy() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement find,
      reader->Prepare("SELECT version, digest, document, activated_us FROM policies "
                      "ORDER BY version DESC LIMIT 1"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<PolicyEntry>();
  PolicyEntry policy;
  policy.version = static_cast<uint64_t>(find.Int(0));
  policy.digest = ToArray<32>(find.Blob(1)).value_or(Digest32{});
  const ByteView document = find.Blob(2);
  policy.document.assign(document.begin(), document.end());
  policy.activated_us = find.Int(3);
  return std::optional<PolicyEntry>(std::move(policy));
}

}  // namespace adit
