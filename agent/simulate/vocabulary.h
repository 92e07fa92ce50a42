// Word lists of the simulation: names of several languages, places, companies, topics. Nobody real.
#pragma once

#include <span>
#include <string_view>

namespace adit::simulate {

[[nodiscard]] std::span<const std::string_view> FirstNames();
[[nodiscard]] std::span<const std::string_view> LastNames();
[[nodiscard]] std::span<const std::string_view> Streets();
[[nodiscard]] std::span<const std::string_view> Cities();
[[nodiscard]] std::span<const std::string_view> CompanyHeads();
[[nodiscard]] std::span<const std::string_view> CompanyTails();
// Subjects of mails, chats, pages and files.
[[nodiscard]] std::span<const std::string_view> TopicWords();
[[nodiscard]] std::span<const std::string_view> SiteNames();

}  // namespace adit::simulate
