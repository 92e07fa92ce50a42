// The OpenAPI 3.1 description of everything under /api/v1 and of the health addresses.
#pragma once

#include <string_view>

namespace adit::api {

// collector/api/openapi.json, embedded at build; a test compares it with the routes.
[[nodiscard]] std::string_view OpenApiDocument();

}  // namespace adit::api
