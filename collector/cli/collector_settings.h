// Settings of the program adit-collector, read from <data>/adit-collector.conf and the environment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/oidc/provider.h"
#include "common/base/logger.h"
#include "common/base/status.h"
#include "common/config/setting_schema.h"
#include "common/io/file_system.h"

namespace adit::cli {

struct CollectorSettings {
  std::string data_directory;
  std::string name;  // what enrolment tokens are for
  std::string address;
  uint16_t port = 0;  // 0 = any free one
  uint32_t min_people = 5;
  int64_t mine_every_us = 0;
  uint64_t min_free_bytes = 0;
  uint32_t second_gate_every = 0;
  int64_t yearly_milli_epsilon = 0;
  bool reidentification = false;
  uint32_t api_requests_per_minute = 0;  // of one account or token; 0 = no limit
  std::optional<oidc::ProviderOptions> oidc;  // nothing: local accounts alone
  LogFormat log_format = LogFormat::kJson;
};

[[nodiscard]] SettingSchema CollectorSettingSchema();

// `overrides` come from the command line (--set NAME=VALUE). Messages name file, line and setting.
[[nodiscard]] Result<CollectorSettings> LoadCollectorSettings(
    FileSystem& files, const std::string& data_directory,
    const std::vector<std::pair<std::string, std::string>>& overrides);

// "127.0.0.1:8443", "[::]:8443".
[[nodiscard]] Result<std::pair<std::string, uint16_t>> ParseListenAddress(const std::string& text);

}  // namespace adit::cli
