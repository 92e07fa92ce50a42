#include "collector/reconstruct/text_contexts.h"

#include <algorithm>
#include <cmath>

namespace adit {
namespace {

constexpr uint32_t kEpisode =
    200;  // uses from one visit to the next of the same episode, about a case
constexpr size_t kMaxUses = 1'000'000;  // more tell nothing new
constexpr size_t kMaxMetInEpisode = 64;
constexpr uint32_t kOften = 3;            // what is met more rarely proves nothing
constexpr uint32_t kAgain = 0xFFFFFFFFU;  // a place that names the same value
constexpr double kSure = 9;               // beyond what chance reaches

enum class Kind : uint32_t { kDetail = 1, kBefore = 2, kAfter = 3 };

uint32_t Feature(Kind kind, uint32_t what) {
  uint64_t h = (static_cast<uint64_t>(kind) << 32) | what;
  h *= 0x9E3779B97F4A7C15ULL;
  return static_cast<uint32_t>(h >> 32);
}

// Gathers what is met episode by episode.
class Gatherer {
 public:
  explicit Gatherer(size_t texts) : out_(texts), open_(texts) {}

  void Visit(uint32_t text, uint32_t position) {
    Open& open = open_[text];
    if (out_[text].episodes == 0 || position - open.last > kEpisode) {
      ++out_[text].episodes;
      open.met.clear();
    }
    open.last = position;
  }

  void Meet(uint32_t text, uint32_t feature) {
    std::vector<uint32_t>& met = open_[text].met;
    if (met.size() >= kMaxMetInEpisode || std::find(met.begin(), met.end(), feature) != met.end())
      return;
    met.push_back(feature);
    ++out_[text].met[feature];
  }

  std::vector<Surroundings> Take() { return std::move(out_); }

 private:
  struct Open {
    uint32_t last = 0;
    std::vector<uint32_t> met;
  };

  std::vector<Surroundings> out_;
  std::vector<Open> open_;
};

double Entropy(double a, double b) {
  const double n = a + b;
  return n <= 0 ? 0 : (a > 0 ? -a * std::log(a / n) : 0) + (b > 0 ? -b * std::log(b / n) : 0);
}

// G of the two-by-two table of what is met in a of n and in b of m episodes.
double Ratio(double a, double n, double b, double m) {
  return 2 * (Entropy(a + b, n + m - a - b) - Entropy(a, n - a) - Entropy(b, m - b));
}

}  // namespace

void Surroundings::Add(const Surroundings& other) {
  episodes += other.episodes;
  for (const auto& [feature, count] : other.met) met[feature] += count;
}

std::vector<Surroundings> FindSurroundings(const StringTable& strings,
                                           const std::vector<TemplateUse>& uses,
                                           const std::vector<uint32_t>& text_of_use,
                                           const NamedTexts& named) {
  Gatherer gatherer(named.texts.size());
  const auto meet = [&](uint32_t text, Kind kind, uint32_t what, std::string_view there) {
    const auto& values = named.values[text];
    const bool again = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return there.find(value) != std::string_view::npos;
    });
    gatherer.Meet(text, Feature(kind, again ? kAgain : what));
  };
  const size_t end = std::min(uses.size(), kMaxUses);
  for (size_t i = 0; i < end; ++i) {
    const uint32_t text = text_of_use[i];
    gatherer.Visit(text, uses[i].position);
    meet(text, Kind::kDetail, uses[i].detail, strings.At(uses[i].detail_text));
    if (i == 0 || text_of_use[i - 1] == text) continue;
    const uint32_t before = text_of_use[i - 1];
    meet(text, Kind::kBefore, named.name[before], named.texts[before]);
    meet(before, Kind::kAfter, named.name[text], named.texts[text]);
  }
  return gatherer.Take();
}

double Difference(const Surroundings& a, const Surroundings& b) {
  double largest = 0;
  size_t tried = 0;
  const auto look = [&](uint32_t in_a, uint32_t in_b) {
    if (in_a + in_b < kOften) return;
    ++tried;
    largest = std::max(largest, Ratio(in_a, a.episodes, in_b, b.episodes));
  };
  for (const auto& [feature, count] : a.met) {
    const auto other = b.met.find(feature);
    look(count, other == b.met.end() ? 0 : other->second);
  }
  for (const auto& [feature, count] : b.met) {
    if (!a.met.contains(feature)) look(0, count);
  }
  return largest - 2 * std::log(static_cast<double>(std::max<size_t>(tried, 1))) - kSure;
}

}  // namespace adit
