// Any bytes as a policy: refused with a message, or a policy whose decisions do not crash.
#include <cstdint>
#include <memory>
#include <string_view>

#include "privacy/policy/policy.h"
#include "privacy/policy/signed_policy.h"

namespace {

void Decide(const adit::Policy& policy, std::string_view text) {
  adit::PolicySubject subject;
  subject.action = adit::ActionType::kClick;
  subject.wall_us = 1'770'000'000'000'000;
  subject.app_name = text.substr(0, 40);
  subject.window_title = text.substr(0, 200);
  subject.document = text.substr(text.size() / 2, 200);
  (void)policy.DecideEvent(subject);
  for (int i = 0; i < adit::kTextFieldCount; ++i) {
    (void)policy.DecideText(subject, static_cast<adit::TextField>(i), subject.window_title);
    (void)policy.DecideText(subject, static_cast<adit::TextField>(i), subject.document);
  }
  std::vector<adit::Finding> findings;
  (void)policy.FindCustom(subject.window_title, findings);
  for (const adit::Finding& finding : findings) {
    (void)policy.StyleOf(finding, true);
    (void)policy.RuleName(finding.detector);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto policy = adit::Policy::FromJson(text, "fuzz");
  if (policy.ok()) Decide(**policy, text);
  static const std::shared_ptr<const adit::Policy> built_in = adit::Policy::Default();
  Decide(*built_in, text);
  (void)adit::OpenSignedPolicy(text, "fuzz", {adit::crypto::SigningPublicKey{}}, std::nullopt, 1);
  (void)adit::DocumentOfPolicyText(text);
  return 0;
}
