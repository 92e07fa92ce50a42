// Paging by cursor: ?limit=&cursor=, next_cursor in the body and a Link header (RFC 8288).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "collector/http/http_message.h"
#include "common/base/status.h"

namespace adit::api {

struct Page {
  size_t limit = 50;
  int64_t after = 0;  // what the cursor holds; 0 = from the start
};
inline constexpr size_t kMaxPageLimit = 500;

// kInvalidArgument for a limit outside 1..kMaxPageLimit or a cursor that was not given out here.
[[nodiscard]] Result<Page> ReadPage(const http::HttpRequest& request);

// {"items": items_json, "next_cursor": …}; `next` = what the cursor of the next page holds.
[[nodiscard]] http::HttpResponse PageAnswer(const http::HttpRequest& request,
                                            const std::string& items_json,
                                            std::optional<int64_t> next,
                                            const std::string& extra_members = "");

}  // namespace adit::api
