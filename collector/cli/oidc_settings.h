// Settings of signing in at an identity provider.
#pragma once

#include <optional>

#include "collector/oidc/provider.h"
#include "common/config/settings.h"
#include "common/io/file_system.h"

namespace adit::cli {

// Nothing where oidc_issuer is not set. kInvalidArgument names the setting and what would be right.
[[nodiscard]] Result<std::optional<oidc::ProviderOptions>> ReadOidcSettings(
    const Settings& settings, FileSystem& files);

}  // namespace adit::cli
