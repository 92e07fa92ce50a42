// Any bytes as a settings file: refused with file and line, or settings that, written as a file,
// are read as the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/config/settings.h"
#include "tests/fakes/memory_file_system.h"

namespace {

constexpr adit::SettingSpec kSchema[] = {
    {"name", adit::SettingType::kText, "", "adit", 0, 0, "", "A text."},
    {"spool.path", adit::SettingType::kPath, "", "~/spool", 0, 0, "", "A path."},
    {"spool.quota_mib", adit::SettingType::kInteger, "MiB", "256", 16, 1e6, "", "An integer."},
    {"cpu_percent", adit::SettingType::kNumber, "%", "1.5", 0.1, 100, "", "A number."},
    {"private", adit::SettingType::kFlag, "", "off", 0, 0, "", "A flag."},
    {"log_format", adit::SettingType::kChoice, "", "json", 0, 0, "json|text", "A choice."},
};

adit::Result<adit::Settings> Load(std::string_view text) {
  adit::MemoryFileSystem files;
  ADIT_CHECK(files.CreateDirectories("/etc").ok());
  ADIT_CHECK(adit::WriteFileAtomically(files, "/etc/adit.conf", adit::AsBytes(text)).ok());
  adit::SettingPlaces places;
  places.file = "/etc/adit.conf";
  places.file_must_exist = true;
  places.home = "/home/somebody";
  return adit::Settings::Load(kSchema, places, files);
}

std::string AsFile(const adit::Settings& settings) {
  std::string text = "name = " + settings.Text("name") + "\n";
  text += "spool.path = " + settings.Text("spool.path") + "\n";
  text += "spool.quota_mib = " + std::to_string(settings.Integer("spool.quota_mib")) + "\n";
  text += std::string("private = ") + (settings.Flag("private") ? "on" : "off") + "\n";
  text += "log_format = " + settings.Text("log_format") + "\n";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto settings = Load({reinterpret_cast<const char*>(data), size});
  if (!settings.ok()) {
    ADIT_CHECK(settings.status().message().find("/etc/adit.conf") != std::string::npos);
    return 0;
  }
  ADIT_CHECK(settings->Integer("spool.quota_mib") >= 16);
  ADIT_CHECK(settings->Number("cpu_percent") <= 100);
  (void)settings->EffectiveText();
  (void)settings->EffectiveJson();
  const std::string written = AsFile(*settings);
  const auto again = Load(written);
  ADIT_CHECK(again.ok() && AsFile(*again) == written);
  return 0;
}
