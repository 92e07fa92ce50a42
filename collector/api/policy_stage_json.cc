#include <nlohmann/json.hpp>

#include "collector/api/policy_stage.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxStageGroups = 100;

}  // namespace

Result<PolicyStage> ReadPolicyStage(const std::string& text) {
  const json body = json::parse(text, nullptr, false);
  if (!body.is_object())
    return InvalidArgument("send an object such as {\"percent\": 10, \"groups\": []}");
  PolicyStage stage;
  const json percent = body.value("percent", json());
  if (!percent.is_number_integer() || percent < 1 || percent > 100)
    return InvalidArgument("percent must be a whole number from 1 to 100");
  stage.percent = percent.get<uint32_t>();
  const json groups = body.value("groups", json::array());
  if (!groups.is_array() || groups.size() > kMaxStageGroups) {
    return InvalidArgument("groups must be a list of at most " + std::to_string(kMaxStageGroups) +
                           " names");
  }
  for (const json& group : groups) {
    const std::string name = group.is_string() ? group.get<std::string>() : std::string();
    if (name.empty() || name.size() > 64 || name.find('\n') != std::string::npos)
      return InvalidArgument("groups must hold names of groups, 1 to 64 characters each");
    stage.groups.push_back(name);
  }
  return stage;
}

std::string DescribeStage(const PolicyStage& stage) {
  std::string text = std::to_string(stage.percent) + " %";
  for (const std::string& group : stage.groups)
    text += (text.ends_with('%') ? " of " : ", ") + group;
  return text;
}

Result<std::string> PolicyStageJson(ApiContext& context) {
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyStage> stage, context.stages->Current());
  if (!stage) return std::string("null");
  ADIT_ASSIGN_OR_RETURN(const std::vector<AgentEntry> agents, context.control.Agents());
  size_t meant = 0;
  size_t have = 0;
  for (const AgentEntry& agent : agents) {
    if (agent.state != AgentState::kActive) continue;
    meant += Covers(*stage, agent.id, agent.group) ? 1 : 0;
    have += agent.policy_version == stage->version ? 1 : 0;
  }
  const json out = {{"version", stage->version},
                    {"percent", stage->percent},
                    {"groups", stage->groups},
                    {"stopped", stage->stopped},
                    {"agents", meant},
                    {"agents_with_it", have},
                    {"decided_by", stage->decided_by},
                    {"decided", FormatTime(stage->decided_us)}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace adit::api
