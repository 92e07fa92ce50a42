#include <nlohmann/json.hpp>

#include "common/wire/my_data.h"

namespace adit::wire {
namespace {
constexpr std::string_view kPage = "my.html#";
}

std::string EncodeMyDataLink(const MyDataLink& link) {
  return nlohmann::json({{"page", link.page}, {"until", link.until}}).dump();
}

Result<MyDataLink> ParseMyDataLink(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return InvalidArgument("the answer is no JSON object");
  MyDataLink link;
  for (const auto& [name, out] : {std::pair{"page", &link.page}, std::pair{"until", &link.until}}) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string())
      return InvalidArgument(std::string("the answer needs the text '") + name + "'");
    *out = found->get<std::string>();
  }
  // It is opened in a browser: nothing but the page itself and a code.
  if (!link.page.starts_with(kPage) || link.page.size() > 128 ||
      link.page.find_first_not_of("0123456789abcdef", kPage.size()) != std::string::npos)
    return InvalidArgument("'page' must be my.html# and hexadecimal digits");
  return link;
}

}  // namespace adit::wire
