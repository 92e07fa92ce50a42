#include <CoreFoundation/CoreFoundation.h>

#include <cstdlib>
#include <memory>
#include <type_traits>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/default_places.h"

namespace adit {
namespace {

const CFStringRef kDomain = CFSTR("org.adit.agent");
constexpr CFIndex kMaxBytes = 4096;

struct Release {
  void operator()(CFTypeRef object) const {
    if (object != nullptr) CFRelease(object);
  }
};
template <typename Ref>
using Owned = std::unique_ptr<std::remove_pointer_t<Ref>, Release>;

std::string Home() {
  const char* const home = std::getenv("HOME");
  return home != nullptr && home[0] == '/' ? home : "/var/empty";
}

std::string TextOf(CFTypeRef value) {
  if (CFGetTypeID(value) == CFBooleanGetTypeID()) {
    return CFBooleanGetValue(static_cast<CFBooleanRef>(value)) ? "true" : "false";
  }
  const Owned<CFStringRef> text(
      CFStringCreateWithFormat(kCFAllocatorDefault, nullptr, CFSTR("%@"), value));
  std::string out(kMaxBytes, '\0');
  CFIndex used = 0;
  CFStringGetBytes(text.get(), CFRangeMake(0, CFStringGetLength(text.get())), kCFStringEncodingUTF8,
                   '?', false, reinterpret_cast<UInt8*>(out.data()), kMaxBytes, &used);
  out.resize(static_cast<size_t>(used));
  return out;
}

// Only what a profile forces: everything else in the domain belongs to the person.
std::vector<ManagedSetting> ReadForcedPreferences() {
  std::vector<ManagedSetting> settings;
  for (const SettingSpec& spec : AgentSettingSchema()) {
    const std::string name(spec.name);
    const Owned<CFStringRef> key(
        CFStringCreateWithCString(kCFAllocatorDefault, name.c_str(), kCFStringEncodingUTF8));
    if (!CFPreferencesAppValueIsForced(key.get(), kDomain)) continue;
    const Owned<CFPropertyListRef> value(CFPreferencesCopyAppValue(key.get(), kDomain));
    if (value == nullptr) continue;
    settings.push_back({name, TextOf(value.get()), "managed preferences org.adit.agent, " + name});
  }
  return settings;
}

}  // namespace

DefaultPlaces ReadDefaultPlaces() {
  DefaultPlaces places;
  places.home = Home();
  places.configuration = places.home + "/Library/Application Support/Adit";
  places.state = places.configuration;
  places.managed_file = "/Library/Application Support/Adit/agent.managed.conf";
  places.managed = ReadForcedPreferences();
  return places;
}

std::optional<std::string> EnvironmentVariable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value) return std::nullopt;
  return std::string(value);
}

std::vector<std::string> ProgramArguments(int argc, char** argv) {
  return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

}  // namespace adit
