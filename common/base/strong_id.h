// StrongId: identifiers of different things that cannot be swapped by mistake.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace adit {

// `using AgentOrdinal = StrongId<struct AgentOrdinalTag, uint32_t>;`
template <typename Tag, typename Rep>
class StrongId {
 public:
  constexpr StrongId() = default;
  constexpr explicit StrongId(Rep value) : value_(std::move(value)) {}
  [[nodiscard]] constexpr const Rep& value() const { return value_; }
  friend constexpr auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  Rep value_{};
};

}  // namespace adit

template <typename Tag, typename Rep>
struct std::hash<adit::StrongId<Tag, Rep>> {
  size_t operator()(const adit::StrongId<Tag, Rep>& id) const { return hash<Rep>()(id.value()); }
};
