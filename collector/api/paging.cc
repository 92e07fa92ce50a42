#include "collector/api/paging.h"

#include <charconv>

#include "collector/api/context.h"

namespace adit::api {
namespace {

constexpr std::string_view kCursorPrefix = "c1-";

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The path as the client sees it stays relative, so that a proxy's sub-path does no harm.
std::string NextLink(const http::HttpRequest& request, const std::string& cursor, size_t limit) {
  const size_t slash = request.path.rfind('/');
  return "<" + request.path.substr(slash + 1) + "?limit=" + std::to_string(limit) +
         "&cursor=" + cursor + ">; rel=\"next\"";
}

}  // namespace

Result<Page> ReadPage(const http::HttpRequest& request) {
  Page page;
  if (const auto text = request.Query("limit")) {
    const auto limit = ParseNumber(*text);
    if (!limit || *limit < 1 || *limit > static_cast<int64_t>(kMaxPageLimit)) {
      return InvalidArgument("limit must be 1 to " + std::to_string(kMaxPageLimit));
    }
    page.limit = static_cast<size_t>(*limit);
  }
  if (const auto text = request.Query("cursor")) {
    std::optional<int64_t> after;
    if (text->starts_with(kCursorPrefix))
      after = ParseNumber(std::string_view(*text).substr(kCursorPrefix.size()));
    if (!after || *after < 0)
      return InvalidArgument("cursor must be the next_cursor of an earlier answer");
    page.after = *after;
  }
  return page;
}

http::HttpResponse PageAnswer(const http::HttpRequest& request, const std::string& items_json,
                              std::optional<int64_t> next, const std::string& extra_members) {
  const std::string cursor = next ? std::string(kCursorPrefix) + std::to_string(*next) : "";
  http::HttpResponse response =
      JsonAnswer("{\"items\":" + items_json + extra_members +
                 ",\"next_cursor\":" + (next ? "\"" + cursor + "\"" : "null") + "}");
  if (next) {
    const Result<Page> page = ReadPage(request);
    response.headers.emplace_back(
        "Link", NextLink(request, cursor, page.ok() ? page->limit : Page().limit));
  }
  return response;
}

}  // namespace adit::api
