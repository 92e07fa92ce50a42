#include "collector/discovery/mixture.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

namespace adit {
namespace {

constexpr int kRounds = 8;
constexpr size_t kMostLabels = 400;  // of one routine; more are not told apart
constexpr double kSmoothing = 0.1;

// One kind of instance: how often each step follows another, begins and ends (the last row and
// column).
class Chain {
 public:
  explicit Chain(size_t labels) : n_(labels + 1), follow_(n_ * n_, 0), from_(n_, 0) {}

  void Add(const std::vector<uint32_t>& path) {
    Walk(path, [&](size_t a, size_t b) { ++follow_[a * n_ + b], ++from_[a]; });
    ++instances_;
  }

  [[nodiscard]] double Bits(const std::vector<uint32_t>& path) const {
    double bits = -std::log2(instances_ + kSmoothing);
    const double all = kSmoothing * static_cast<double>(n_);
    Walk(path, [&](size_t a, size_t b) {
      bits -= std::log2((follow_[a * n_ + b] + kSmoothing) / (from_[a] + all));
    });
    return bits;
  }

 private:
  template <typename Visit>
  void Walk(const std::vector<uint32_t>& path, Visit visit) const {
    size_t before = n_ - 1;
    for (const uint32_t label : path) visit(before, label), before = label;
    visit(before, n_ - 1);
  }

  size_t n_;
  std::vector<double> follow_;
  std::vector<double> from_;
  double instances_ = 0;
};

}  // namespace

std::vector<bool> SeparateMixture(const StepLog& log, const std::vector<const Piece*>& pieces,
                                  std::vector<bool> first) {
  std::map<uint32_t, uint32_t> own;
  std::vector<std::vector<uint32_t>> paths;
  for (const Piece* piece : pieces) {
    auto& path = paths.emplace_back();
    for (const uint32_t step : *piece) {
      const auto number = static_cast<uint32_t>(own.size());
      path.push_back(own.try_emplace(log.steps[step].label, number).first->second);
    }
  }
  if (own.size() > kMostLabels) return first;
  for (int round = 0; round < kRounds; ++round) {
    Chain one(own.size());
    Chain other(own.size());
    for (size_t p = 0; p < paths.size(); ++p) (first[p] ? one : other).Add(paths[p]);
    bool moved = false;
    for (size_t p = 0; p < paths.size(); ++p) {
      const bool now = one.Bits(paths[p]) < other.Bits(paths[p]);
      moved = moved || now != first[p];
      first[p] = now;
    }
    if (!moved) break;
  }
  return first;
}

}  // namespace adit
