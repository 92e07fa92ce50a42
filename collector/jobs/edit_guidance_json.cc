#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/discovery/routine_profile.h"
#include "collector/jobs/edit_guidance.h"
#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr size_t kMostWays = 20;

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::map<int64_t, uint64_t> SignaturesOf(const json& document) {
  std::map<int64_t, uint64_t> out;
  for (const json& step : document.value("activities", json::array())) {
    if (!step.is_object() || !step.contains("id") || !step["id"].is_number_integer()) continue;
    Activity activity;
    activity.app = TextOf(step, "app");
    activity.window = TextOf(step, "window");
    activity.element = TextOf(step, "element");
    activity.action = TextOf(step, "action");
    out[step["id"].get<int64_t>()] = StepSignature(activity);
  }
  return out;
}

// Most of its steps are the routine's own.
bool BelongsTo(const std::vector<uint64_t>& way, const RoutineIdentity& identity) {
  const std::set<uint64_t> steps(way.begin(), way.end());
  const auto own =
      std::count_if(identity.steps.begin(), identity.steps.end(),
                    [&](const WeightedStep& step) { return steps.contains(step.step); });
  return !steps.empty() && static_cast<size_t>(own) * 2 > steps.size();
}

std::vector<std::vector<uint64_t>> WaysOf(const std::string& text,
                                          const RoutineIdentity& identity) {
  std::vector<std::vector<uint64_t>> ways;
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return ways;
  const std::map<int64_t, uint64_t> signatures = SignaturesOf(document);
  const auto add = [&](const json& numbers) {
    std::vector<uint64_t> way;
    for (const json& number : numbers) {
      const auto found =
          number.is_number_integer() ? signatures.find(number.get<int64_t>()) : signatures.end();
      if (found == signatures.end()) return;
      way.push_back(found->second);
    }
    if (ways.size() < kMostWays && BelongsTo(way, identity)) ways.push_back(std::move(way));
  };
  for (const json& variant : document.value("variants", json::array())) {
    if (variant.is_object()) add(variant.value("activities", json::array()));
  }
  if (ways.empty()) add(document.value("main_path", json::array()));
  return ways;
}

std::optional<uint64_t> ParseSignature(const std::string& hex) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
  if (error != std::errc() || end != hex.data() + hex.size()) return std::nullopt;
  return number;
}

void AddIdentity(const RoutineIdentity& identity, ByteWriter& out) {
  out.U64(identity.steps.size());
  for (const WeightedStep& step : identity.steps) out.U64(step.step), out.U32(step.permille);
}

void AddNumbers(const std::vector<uint64_t>& numbers, ByteWriter& out) {
  out.U64(numbers.size());
  for (const uint64_t number : numbers) out.U64(number);
}

}  // namespace

Result<Guidance> GuidanceOf(const std::vector<Edit>& active,
                            const std::vector<RoutineIdentity>& known,
                            const FindRoutineDocument& find) {
  std::map<std::string, bool> right;  // by key, as judged last
  std::map<std::string, std::string> split_from;
  std::map<std::string, GivenBorders> borders;
  for (const Edit& edit : active) {
    if (edit.kind == EditKind::kConfirm) right[edit.routine] = true;
    if (edit.kind == EditKind::kWrong) right[edit.routine] = false;
    if (edit.kind == EditKind::kSplit) split_from[edit.value] = edit.routine;
    const auto step = ParseSignature(edit.value);
    if (edit.kind == EditKind::kStart && step) borders[edit.routine].starts.push_back(*step);
    if (edit.kind == EditKind::kEnd && step) borders[edit.routine].ends.push_back(*step);
  }
  for (const auto& [part, whole] : split_from) {
    if (const auto judged = right.find(part); judged != right.end() && judged->second)
      right.try_emplace(whole, true);
  }
  Guidance out;
  for (const RoutineIdentity& identity : known) {
    if (const auto marked = borders.find(identity.key); marked != borders.end()) {
      out.borders.push_back(
          {identity, std::move(marked->second.starts), std::move(marked->second.ends)});
    }
    const auto judged = right.find(identity.key);
    if (judged != right.end() && !judged->second) {
      out.wrong.push_back(identity);
      continue;
    }
    out.kept.push_back(identity);
    if (judged == right.end()) continue;
    ADIT_ASSIGN_OR_RETURN(const std::optional<RunDocument> document, find(identity.key));
    if (!document) continue;
    std::vector<std::vector<uint64_t>> ways = WaysOf(document->json, identity);
    if (!ways.empty()) out.confirmed.push_back({identity, std::move(ways)});
  }
  if (out.wrong.empty()) out.kept.clear();
  return out;
}

std::string DigestOf(const Guidance& guidance) {
  Bytes form;
  ByteWriter out(form);
  out.U64(guidance.confirmed.size());
  for (const GivenRoutine& given : guidance.confirmed) {
    AddIdentity(given.identity, out);
    out.U64(given.ways.size());
    for (const std::vector<uint64_t>& way : given.ways) AddNumbers(way, out);
  }
  for (const auto* list : {&guidance.wrong, &guidance.kept}) {
    out.U64(list->size());
    for (const RoutineIdentity& identity : *list) AddIdentity(identity, out);
  }
  out.U64(guidance.borders.size());
  for (const GivenBorders& given : guidance.borders) {
    AddIdentity(given.identity, out);
    AddNumbers(given.starts, out);
    AddNumbers(given.ends, out);
  }
  return HexEncode(crypto::HashOf(form));
}

}  // namespace adit
