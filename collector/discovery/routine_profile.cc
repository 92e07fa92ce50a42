#include "collector/discovery/routine_profile.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace adit {

uint64_t StepSignature(const Activity& activity) {
  Bytes form;
  ByteWriter out(form);
  for (const std::string* text :
       {&activity.app, &activity.window, &activity.element, &activity.action})
    out.Text(*text);
  // The first eight bytes of a digest: enough for the steps of one department, and stable for ever.
  const auto digest = crypto::HashOf(form);
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return number;
}

std::vector<uint64_t> LabelSignatures(const StepLog& log) {
  std::vector<uint64_t> out;
  for (const StepLabel& label : log.labels) {
    Activity activity;
    activity.app = log.texts.At(label.app);
    activity.window = log.texts.At(label.window);
    activity.element = log.texts.At(label.element);
    activity.action = log.texts.At(label.action);
    out.push_back(StepSignature(activity));
  }
  return out;
}

double Similarity(const RoutineIdentity& a, const RoutineIdentity& b) {
  uint64_t shared = 0;
  uint64_t either = 0;
  auto left = a.steps.begin();
  auto right = b.steps.begin();
  while (left != a.steps.end() || right != b.steps.end()) {
    if (right == b.steps.end() || (left != a.steps.end() && left->step < right->step)) {
      either += (left++)->permille;
    } else if (left == a.steps.end() || right->step < left->step) {
      either += (right++)->permille;
    } else {
      shared += std::min(left->permille, right->permille);
      either += std::max(left->permille, right->permille);
      ++left, ++right;
    }
  }
  return either == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(either);
}

std::vector<RoutineIdentity> ProfilesOf(const StepLog& log, const std::vector<uint64_t>& signatures,
                                        const Assignment& assignment) {
  std::vector<std::map<uint64_t, uint64_t>> with;
  std::vector<uint64_t> instances;
  for (size_t p = 0; p < assignment.pieces.size(); ++p) {
    const uint32_t routine = assignment.routine[p];
    if (with.size() <= routine) with.resize(routine + 1), instances.resize(routine + 1, 0);
    ++instances[routine];
    std::set<uint64_t> distinct;
    for (const uint32_t step : assignment.pieces[p])
      distinct.insert(signatures[log.steps[step].label]);
    for (const uint64_t signature : distinct) ++with[routine][signature];
  }
  std::vector<RoutineIdentity> out(with.size());
  for (size_t r = 0; r < with.size(); ++r) {
    for (const auto& [signature, count] : with[r]) {
      const auto permille = static_cast<uint32_t>(count * 1000 / instances[r]);
      if (permille > 0) out[r].steps.push_back({signature, permille});
    }
  }
  return out;
}

}  // namespace adit
