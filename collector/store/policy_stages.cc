#include "collector/store/policy_stages.h"

#include <algorithm>

#include "common/crypto/hash.h"

namespace adit {
namespace {

// REQUIRES: no group holds a line end.
std::string Joined(const std::vector<std::string>& groups) {
  std::string text;
  for (const std::string& group : groups) text += group + "\n";
  return text;
}

std::vector<std::string> Parted(const std::string& text) {
  std::vector<std::string> groups;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    groups.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return groups;
}

}  // namespace

bool Covers(const PolicyStage& stage, const Id16& agent, const std::string& group) {
  if (stage.stopped) return false;
  if (!stage.groups.empty() &&
      std::find(stage.groups.begin(), stage.groups.end(), group) == stage.groups.end())
    return false;
  // Another version picks other agents first: it is not always the same people who try.
  Bytes form;
  ByteWriter out(form);
  out.U64(stage.version);
  form.insert(form.end(), agent.begin(), agent.end());
  const auto digest = crypto::HashOf(form);
  const uint32_t place = (uint32_t{digest[0]} << 16 | uint32_t{digest[1]} << 8 | digest[2]) % 100;
  return place < stage.percent;
}

Result<std::optional<PolicyStage>> PolicyStages::Current() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement find,
      reader->Prepare("SELECT version, document, percent, groups, stopped, decided_by, decided_us "
                      "FROM policy_stages WHERE version > (SELECT coalesce(max(version), 0) FROM "
                      "policies) ORDER BY version DESC LIMIT 1"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<PolicyStage>();
  PolicyStage stage;
  stage.version = static_cast<uint64_t>(find.Int(0));
  const ByteView document = find.Blob(1);
  stage.document.assign(document.begin(), document.end());
  stage.percent = static_cast<uint32_t>(find.Int(2));
  stage.groups = Parted(find.Text(3));
  stage.stopped = find.Int(4) != 0;
  stage.decided_by = find.Text(5);
  stage.decided_us = find.Int(6);
  return std::optional<PolicyStage>(std::move(stage));
}

Status PolicyStages::Set(const PolicyStage& stage) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    {
      ADIT_ASSIGN_OR_RETURN(
          SqliteStatement newest,
          db.Prepare("SELECT (SELECT coalesce(max(version), 0) FROM policies), (SELECT "
                     "coalesce(max(version), 0) FROM policy_stages)"));
      ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool row, newest.Step());
      const auto version = static_cast<int64_t>(stage.version);
      if (version <= newest.Int(0) || version < newest.Int(1)) {
        return FailedPrecondition("policy version " + std::to_string(stage.version) +
                                  " is not above version " +
                                  std::to_string(std::max(newest.Int(0), newest.Int(1))) +
                                  ", which agents have or had before them; versions only rise");
      }
    }
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement other,
                            db.Prepare("SELECT 1 FROM policy_stages WHERE version = ? AND document "
                                       "<> ?"));
      other.Bind(1, static_cast<int64_t>(stage.version)).Bind(2, ByteView(stage.document));
      ADIT_ASSIGN_OR_RETURN(const bool row, other.Step());
      if (row) {
        return FailedPrecondition("another document was staged as version " +
                                  std::to_string(stage.version) +
                                  "; give this one a higher version");
      }
    }
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement put,
        db.Prepare("INSERT INTO policy_stages(version, document, percent, groups, stopped, "
                   "decided_by, decided_us) VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(version) DO "
                   "UPDATE SET percent = excluded.percent, groups = excluded.groups, stopped = "
                   "excluded.stopped, decided_by = excluded.decided_by, decided_us = "
                   "excluded.decided_us"));
    const std::string groups = Joined(stage.groups);
    put.Bind(1, static_cast<int64_t>(stage.version)).Bind(2, ByteView(stage.document));
    put.Bind(3, static_cast<int64_t>(stage.percent)).Bind(4, std::string_view(groups));
    put.Bind(5, int64_t{stage.stopped}).Bind(6, std::string_view(stage.decided_by));
    return put.Bind(7, stage.decided_us).Run();
  });
}

}  // namespace adit
