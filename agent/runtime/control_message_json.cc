#include <nlohmann/json.hpp>

#include "agent/runtime/control_message.h"
#include "common/base/json_text.h"

namespace adit {
namespace {

constexpr std::string_view kCommandNames[] = {"status",  "pause", "resume", "preview",
                                              "consent", "seal",  "forget"};
constexpr StatusCode kCodes[] = {
    StatusCode::kInvalidArgument,    StatusCode::kNotFound,        StatusCode::kAlreadyExists,
    StatusCode::kPermissionDenied,   StatusCode::kUnauthenticated, StatusCode::kResourceExhausted,
    StatusCode::kFailedPrecondition, StatusCode::kUnavailable,     StatusCode::kDeadlineExceeded,
    StatusCode::kDataLoss,           StatusCode::kCancelled,       StatusCode::kInternal};

using nlohmann::json;

json ParseObject(std::string_view line) {
  json value = json::parse(line.begin(), line.end(), nullptr, false);
  return value.is_object() ? value : json(json::value_t::discarded);
}

Status ReadNumber(const json& value, const std::string& key, int max, int& out) {
  if (!value.is_number_integer() || value.get<int64_t>() < 0 || value.get<int64_t>() > max) {
    return InvalidArgument("control: \"" + key + "\" must be a whole number from 0 to " +
                           std::to_string(max));
  }
  out = value.get<int>();
  return OkStatus();
}

Status ReadFlag(const json& value, const std::string& key, bool& out) {
  if (!value.is_boolean()) return InvalidArgument("control: \"" + key + "\" must be true or false");
  out = value.get<bool>();
  return OkStatus();
}

}  // namespace

std::string EncodeControlRequest(const ControlRequest& request) {
  return JsonObjectWriter()
      .Text("command", kCommandNames[static_cast<size_t>(request.command)])
      .Flag("json", request.json)
      .Number("minutes", request.minutes)
      .Flag("follow", request.follow)
      .Number("last", request.last)
      .Flag("give", request.give)
      .Take();
}

Result<ControlRequest> DecodeControlRequest(std::string_view line) {
  const json object = ParseObject(line.substr(0, kMaxControlRequestBytes));
  if (object.is_discarded())
    return InvalidArgument("control: a request is one JSON object in a line");
  ControlRequest request;
  bool has_command = false;
  for (const auto& entry : object.items()) {
    const std::string& key = entry.key();
    const json& value = entry.value();
    if (key == "command") {
      for (size_t i = 0; i < std::size(kCommandNames); ++i) {
        if (value.is_string() && value.get_ref<const std::string&>() == kCommandNames[i]) {
          request.command = static_cast<ControlCommand>(i);
          has_command = true;
        }
      }
    } else if (key == "minutes") {
      ADIT_RETURN_IF_ERROR(ReadNumber(value, key, 1'000'000, request.minutes));
    } else if (key == "last") {
      ADIT_RETURN_IF_ERROR(ReadNumber(value, key, 5000, request.last));
    } else if (key == "json") {
      ADIT_RETURN_IF_ERROR(ReadFlag(value, key, request.json));
    } else if (key == "follow") {
      ADIT_RETURN_IF_ERROR(ReadFlag(value, key, request.follow));
    } else if (key == "give") {
      ADIT_RETURN_IF_ERROR(ReadFlag(value, key, request.give));
    } else {
      return InvalidArgument("control: there is no key \"" + key.substr(0, 40) + "\"");
    }
  }
  if (!has_command) {
    return InvalidArgument(
        "control: \"command\" must be status, pause, resume, preview, consent, seal or "
        "forget");
  }
  return request;
}

std::string EncodeControlStatus(const Status& status) {
  JsonObjectWriter answer;
  answer.Flag("ok", status.ok()).Text("code", StatusCodeName(status.code()));
  if (!status.ok()) answer.Text("message", status.message());
  return answer.Take();
}

Status DecodeControlStatus(std::string_view line) {
  const json object = ParseObject(line);
  if (object.is_discarded() || !object.contains("ok") || !object["ok"].is_boolean()) {
    return DataLoss("control: the agent's answer is not understood");
  }
  if (object["ok"].get<bool>()) return OkStatus();
  const std::string name = object.value("code", json("internal")).is_string()
                               ? object.value("code", std::string("internal"))
                               : "internal";
  std::string message = object.contains("message") && object["message"].is_string()
                            ? object["message"].get<std::string>()
                            : "no message";
  for (const StatusCode code : kCodes) {
    if (StatusCodeName(code) == name) return Status(code, std::move(message));
  }
  return Internal(std::move(message));
}

}  // namespace adit
