#include "collector/cli/policy_masking.h"

#include "common/base/random.h"
#include "common/io/file_system.h"

namespace adit::cli {
namespace {

constexpr uint64_t kMaxPolicyBytes = 4 << 20;

}  // namespace

Result<std::unique_ptr<PolicyMasking>> PolicyMasking::Open(const std::string& name,
                                                           const simulate::Workforce& workforce) {
  std::shared_ptr<const Policy> policy = Policy::Default();
  if (name != "default") {
    ADIT_ASSIGN_OR_RETURN(const Bytes bytes,
                          ReadWholeFile(RealFileSystem(), name, kMaxPolicyBytes));
    ADIT_ASSIGN_OR_RETURN(policy, Policy::FromJson(AsText(bytes), name));
  }
  return std::unique_ptr<PolicyMasking>(new PolicyMasking(std::move(policy), workforce));
}

std::optional<EventRecord> PolicyMasking::Mask(const simulate::SimulatedEvent& event) {
  const uint32_t person = event.truth.person;
  std::unique_ptr<Scrubber>& endpoint = endpoints_[person];
  if (endpoint == nullptr) {
    MachineIdentity identity;
    const simulate::Party& colleague = workforce_.book().Colleague(person);
    identity.user_names = {simulate::LoginOf(colleague, person), colleague.contact};
    identity.host_names = {simulate::HostOf(person)};
    ScrubKeys keys;
    SeededRandom random(workforce_.options().seed ^ (person * 0x9e3779b97f4a7c15ULL));
    random.Fill(keys.master.span());
    auto created = Scrubber::Create(policy_, std::move(keys), identity);
    ADIT_CHECK(created.ok());  // never fails for a compiled policy
    endpoint = std::move(*created);
  }
  std::optional<MaskedEvent> masked = endpoint->Scrub(event.event);
  if (!masked) return std::nullopt;
  return masked->record();
}

}  // namespace adit::cli
