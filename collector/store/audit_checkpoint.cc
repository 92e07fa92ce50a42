#include "collector/store/audit_checkpoint.h"

#include <array>
#include <charconv>
#include <optional>

#include "common/base/time_text.h"

namespace adit {
namespace {

constexpr std::string_view kContext = "adit audit checkpoint";
constexpr std::string_view kHead = "adit audit checkpoint 1";
constexpr size_t kLines = 6;

std::string SignedPart(const AuditCheckpoint& checkpoint) {
  return std::string(kHead) + "\nentries " + std::to_string(checkpoint.entries) + "\nlast " +
         HexEncode(checkpoint.last) + "\nat " + FormatTime(checkpoint.at_us) + "\nkey " +
         HexEncode(checkpoint.key) + "\n";
}

// The value of line `number` (from 1), which begins with `name`.
Result<std::string_view> Value(const std::array<std::string_view, kLines>& lines, size_t number,
                               std::string_view name) {
  const std::string_view line = lines[number - 1];
  if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ')
    return line.substr(name.size() + 1);
  return InvalidArgument("line " + std::to_string(number) + " of an audit checkpoint must be '" +
                         std::string(name) + " …'");
}

template <size_t N>
Result<std::array<uint8_t, N>> HexValue(const std::array<std::string_view, kLines>& lines,
                                        size_t number, std::string_view name) {
  ADIT_ASSIGN_OR_RETURN(const std::string_view text, Value(lines, number, name));
  const auto bytes = HexDecode(text);
  const auto value = bytes ? ToArray<N>(*bytes) : std::nullopt;
  if (!value) {
    return InvalidArgument("line " + std::to_string(number) + ": " + std::string(name) +
                           " must have " + std::to_string(2 * N) + " hexadecimal digits");
  }
  return *value;
}

Result<std::array<std::string_view, kLines>> Lines(std::string_view text) {
  std::array<std::string_view, kLines> lines;
  for (std::string_view& line : lines) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return InvalidArgument("an audit checkpoint has six lines, each ended by a line feed");
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty())
    return InvalidArgument("something follows the six lines of an audit checkpoint");
  return lines;
}

}  // namespace

std::string FormatAuditCheckpoint(const AuditCheckpoint& checkpoint) {
  return SignedPart(checkpoint) + "signature " + HexEncode(checkpoint.signature) + "\n";
}

Result<AuditCheckpoint> ReadAuditCheckpoint(std::string_view kept) {
  // Mail and editors change line ends.
  std::string text(kept);
  std::erase(text, '\r');
  ADIT_ASSIGN_OR_RETURN(const auto lines, Lines(text));
  if (lines[0] != kHead)
    return InvalidArgument("line 1 of an audit checkpoint must be '" + std::string(kHead) + "'");
  AuditCheckpoint checkpoint;
  ADIT_ASSIGN_OR_RETURN(const std::string_view entries, Value(lines, 2, "entries"));
  const auto [end, error] =
      std::from_chars(entries.data(), entries.data() + entries.size(), checkpoint.entries);
  if (error != std::errc() || end != entries.data() + entries.size() || checkpoint.entries < 1)
    return InvalidArgument("line 2: entries must be a whole number from 1");
  ADIT_ASSIGN_OR_RETURN(checkpoint.last, HexValue<32>(lines, 3, "last"));
  ADIT_ASSIGN_OR_RETURN(const std::string_view at, Value(lines, 4, "at"));
  const std::optional<int64_t> at_us = ParseTime(at);
  if (!at_us) return InvalidArgument("line 4: at must be a time of RFC 3339");
  checkpoint.at_us = *at_us;
  ADIT_ASSIGN_OR_RETURN(checkpoint.key, HexValue<32>(lines, 5, "key"));
  ADIT_ASSIGN_OR_RETURN(checkpoint.signature, HexValue<64>(lines, 6, "signature"));
  // One form for one statement: no other way to write a number or a time.
  if (FormatAuditCheckpoint(checkpoint) != text)
    return InvalidArgument("an audit checkpoint must stand as it was given, byte for byte");
  if (!IsSigned(checkpoint))
    return Unauthenticated(
        "the signature of this audit checkpoint is not that of the key it names");
  return checkpoint;
}

AuditCheckpoint SignAuditCheckpoint(int64_t entries, const Digest32& last, int64_t at_us,
                                    const crypto::SigningKeyPair& key) {
  AuditCheckpoint checkpoint{entries, last, at_us, key.public_key, {}};
  checkpoint.signature = crypto::Sign(kContext, AsBytes(SignedPart(checkpoint)), key);
  return checkpoint;
}

bool IsSigned(const AuditCheckpoint& checkpoint) {
  return crypto::Verify(kContext, AsBytes(SignedPart(checkpoint)), checkpoint.key,
                        checkpoint.signature);
}

AuditCheckpoint ReadAuditCheckpointRow(const SqliteStatement& row) {
  AuditCheckpoint checkpoint;
  checkpoint.entries = row.Int(0);
  checkpoint.last = ToArray<32>(row.Blob(1)).value_or(Digest32{});
  checkpoint.at_us = row.Int(2);
  checkpoint.key = ToArray<32>(row.Blob(3)).value_or(crypto::SigningPublicKey{});
  checkpoint.signature = ToArray<64>(row.Blob(4)).value_or(crypto::Signature{});
  return checkpoint;
}

Result<AuditCheckpoint> AuditCheckpoints::Make(int64_t now_us) {
  AuditCheckpoint made;
  ADIT_RETURN_IF_ERROR(database_.writer().Run([&](SqliteConnection& db) -> Status {
    int64_t entries = 0;
    Digest32 last{};
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement newest,
                            db.Prepare("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"));
      ADIT_ASSIGN_OR_RETURN(const bool row, newest.Step());
      if (!row) return FailedPrecondition("nothing has been recorded in the audit yet");
      entries = newest.Int(0);
      last = ToArray<32>(newest.Blob(1)).value_or(Digest32{});
    }
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement same,
                            db.Prepare("SELECT entries, last, at_us, key, signature FROM "
                                       "audit_checkpoints WHERE entries = ?"));
      ADIT_ASSIGN_OR_RETURN(const bool row, same.Bind(1, entries).Step());
      if (row) {
        made = ReadAuditCheckpointRow(same);
        return OkStatus();
      }
    }
    made = SignAuditCheckpoint(entries, last, now_us, key_);
    ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                          db.Prepare("INSERT INTO audit_checkpoints(entries, last, at_us, key, "
                                     "signature) VALUES(?, ?, ?, ?, ?)"));
    add.Bind(1, entries).Bind(2, ByteView(made.last)).Bind(3, now_us).Bind(4, ByteView(made.key));
    return add.Bind(5, ByteView(made.signature)).Run();
  }));
  return made;
}

Result<std::vector<AuditCheckpoint>> AuditCheckpoints::List(size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare("SELECT entries, last, at_us, key, signature FROM "
                                        "audit_checkpoints ORDER BY entries DESC LIMIT ?"));
  rows.Bind(1, static_cast<int64_t>(limit));
  std::vector<AuditCheckpoint> checkpoints;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return checkpoints;
    checkpoints.push_back(ReadAuditCheckpointRow(rows));
  }
}

}  // namespace adit
