#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/base/utf8.h"
#include "common/wire/enrolment.h"
#include "common/wire/limits.h"

namespace adit::wire {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxPemBytes = 32 << 10;
constexpr size_t kMaxErrorMessageBytes = 512;
constexpr int kMaxDepth = 8;

// Replaces what is not UTF-8: a dump never throws.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> ParseObject(std::string_view text, size_t max_bytes, const char* what) {
  if (text.size() > max_bytes) {
    return ResourceExhausted(std::string(what) + ": longer than " + std::to_string(max_bytes) +
                             " bytes");
  }
  // The parser recurses by nesting; messages here are flat.
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return InvalidArgument(std::string(what) + ": nested too deeply");
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object()) {
    return InvalidArgument(std::string(what) + ": not a JSON object");
  }
  return json;
}

// Reads fields of an object and remembers the first that is wrong.
class Fields {
 public:
  Fields(const Json& json, const char* what) : json_(json), what_(what) {}

  std::string Text(const char* name, size_t max_bytes, bool needed) {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_string()) {
      if (needed || found != json_.end()) Fail(name, "must be a string");
      return "";
    }
    const auto& text = found->get_ref<const std::string&>();
    if (text.size() > max_bytes) Fail(name, "is too long");
    return status_.ok() ? text : "";
  }

  template <typename Array>
  void Hex(const char* name, Array& out) {
    const std::string text = Text(name, out.size() * 2, true);
    if (status_.ok() && !FromHexText(text, out)) {
      Fail(name, ("must be " + std::to_string(out.size() * 2) + " hexadecimal digits").c_str());
    }
  }

  template <typename Id>
  void ReadId(const char* name, Id& id) {
    Bytes16 value{};
    Hex(name, value);
    id = Id(value);
  }

  // An array with `least` to `most` members.
  const Json* Array(const char* name, size_t least, size_t most) {
    static const Json kNone = Json::array();
    const auto found = json_.find(name);
    if (found == json_.end() && least == 0) return &kNone;
    if (found == json_.end() || !found->is_array() || found->size() < least ||
        found->size() > most) {
      Fail(name, ("must be an array of " + std::to_string(least) + " to " + std::to_string(most))
                     .c_str());
      return &kNone;
    }
    return &*found;
  }

  std::vector<crypto::SigningPublicKey> Keys(const char* name, size_t least) {
    std::vector<crypto::SigningPublicKey> keys;
    for (const Json& member : *Array(name, least, 8)) {
      crypto::SigningPublicKey key{};
      if (!member.is_string() || !FromHexText(member.get_ref<const std::string&>(), key)) {
        Fail(name, "must hold keys of 64 hexadecimal digits");
        break;
      }
      keys.push_back(key);
    }
    return keys;
  }

  template <typename Array>
  static bool FromHexText(std::string_view text, Array& out) {
    const auto bytes = HexDecode(text);
    if (!bytes || bytes->size() != out.size()) return false;
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return true;
  }

  void Fail(const char* name, const char* right) {
    if (status_.ok()) {
      status_ = InvalidArgument(std::string(what_) + ": '" + name + "' " + right);
    }
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  const Json& json_;
  const char* const what_;
  Status status_;
};

Json HexKeys(const std::vector<crypto::SigningPublicKey>& keys) {
  Json array = Json::array();
  for (const auto& key : keys) array.push_back(HexEncode(key));
  return array;
}

}  // namespace

std::string EncodeEnrolmentRequest(const EnrolmentRequest& r) {
  Json json = {{"version", 1},
               {"certificate_request", r.certificate_request_pem},
               {"signing_key", HexEncode(r.signing_key)},
               {"agent_version", r.agent_version},
               {"os_version", r.os_version},
               {"machine_fingerprint", r.machine_fingerprint_hex}};
  if (!r.token_secret_hex.empty()) json["token"] = r.token_secret_hex;
  return Dump(json);
}

Result<EnrolmentRequest> DecodeEnrolmentRequest(std::string_view text) {
  Result<Json> json = ParseObject(text, kMaxEnrolmentBytes, "enrolment request");
  if (!json.ok()) return json.status();
  Fields fields(*json, "enrolment request");
  EnrolmentRequest r;
  r.token_secret_hex = fields.Text("token", 64, false);
  r.certificate_request_pem = fields.Text("certificate_request", kMaxPemBytes, true);
  fields.Hex("signing_key", r.signing_key);
  r.agent_version = fields.Text("agent_version", kMaxVersionTextBytes, false);
  r.os_version = fields.Text("os_version", kMaxVersionTextBytes, false);
  r.machine_fingerprint_hex = fields.Text("machine_fingerprint", 64, false);
  if (!HexDecode(r.machine_fingerprint_hex)) {
    fields.Fail("machine_fingerprint", "must be hexadecimal digits");
  }
  if (!fields.status().ok()) return fields.status();
  return r;
}

std::string EncodeEnrolmentAnswer(const EnrolmentAnswer& a) {
  Json keys = Json::array();
  for (const RecipientKey& key : a.recipient_keys) {
    keys.push_back({{"public_key", HexEncode(key.public_key)}, {"not_after_us", key.not_after_us}});
  }
  return Dump({{"version", 1},
               {"agent", ToHex(a.agent)},
               {"collector", ToHex(a.collector)},
               {"group", a.group},
               {"certificate", a.certificate_pem},
               {"authority", a.authority_pem},
               {"recipient_keys", std::move(keys)},
               {"receipt_keys", HexKeys(a.receipt_keys)},
               {"policy_keys", HexKeys(a.policy_keys)},
               {"policy", a.policy_document}});
}

Result<EnrolmentAnswer> DecodeEnrolmentAnswer(std::string_view text) {
  Result<Json> json =
      ParseObject(text, kMaxEnrolmentBytes + 2 * kMaxPolicyBytes, "enrolment answer");
  if (!json.ok()) return json.status();
  Fields fields(*json, "enrolment answer");
  EnrolmentAnswer a;
  fields.ReadId("agent", a.agent);
  fields.ReadId("collector", a.collector);
  a.group = fields.Text("group", 256, false);
  a.certificate_pem = fields.Text("certificate", kMaxPemBytes, true);
  a.authority_pem = fields.Text("authority", kMaxPemBytes, true);
  a.receipt_keys = fields.Keys("receipt_keys", 1);
  a.policy_keys = fields.Keys("policy_keys", 0);
  a.policy_document = fields.Text("policy", kMaxPolicyBytes, false);
  for (const Json& member : *fields.Array("recipient_keys", 1, 3)) {
    RecipientKey key;
    const auto public_key = member.find("public_key");
    const auto not_after = member.find("not_after_us");
    if (!member.is_object() || public_key == member.end() || !public_key->is_string() ||
        not_after == member.end() || !not_after->is_number_integer() ||
        !Fields::FromHexText(public_key->get_ref<const std::string&>(), key.public_key)) {
      fields.Fail("recipient_keys", "must hold a public_key of 64 hexadecimal digits and not_after_us");
      break;
    }
    key.not_after_us = not_after->get<int64_t>();
    a.recipient_keys.push_back(key);
  }
  if (!fields.status().ok()) return fields.status();
  return a;
}

std::string EncodeProtocolError(const Status& status) {
  return Dump({{"code", StatusCodeName(status.code())}, {"message", status.message()}});
}

Result<ProtocolError> DecodeProtocolError(std::string_view text) {
  Result<Json> json = ParseObject(text, kMaxEnrolmentBytes, "error answer");
  if (!json.ok()) return json.status();
  Fields fields(*json, "error answer");
  ProtocolError error;
  error.code = fields.Text("code", 64, true);
  error.message = TruncateUtf8(fields.Text("message", kMaxEnrolmentBytes, false),
                               kMaxErrorMessageBytes);
  if (!fields.status().ok()) return fields.status();
  return error;
}

}  // namespace adit::wire
