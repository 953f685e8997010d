// plan: a transaction over every one of 1,000 sections with 5,000 dependencies; plan_growth: twice as many of both
// beside it.
#include "daemon/transaction/planner.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <utility>

namespace visiond::bench {
namespace {

constexpr std::size_t sections = 1000;
constexpr std::uint32_t seed = 5000;

struct Planning {
  double build = 0, waves = 0;  // milliseconds
  std::size_t depth = 0;
};

template <class Work>
double milliseconds(Work work) {
  const auto before = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

// Each on five before it, where there are as many.
std::vector<transaction::Node> random_nodes(std::size_t count) {
  std::mt19937 random(seed);
  std::vector<transaction::Node> nodes;
  for (std::size_t n = 0; n < count; ++n) {
    transaction::Node node{"section" + std::to_string(n), static_cast<settings::Priority>(random() % 4), {}};
    for (int edge = 0; edge < 5 && n > 0; ++edge) node.dependencies.push_back(nodes[random() % n].section);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

// The least of many rounds: what the work takes, without what else the machine does.
Planning plan(std::size_t count, int rounds) {
  const auto nodes = random_nodes(count);
  std::map<std::string, settings::UpdateKind> affected;
  for (const auto& node : nodes) affected[node.section] = settings::UpdateKind::restart;
  Planning least{1e9, 1e9, 0};
  for (int round = 0; round < rounds; ++round) {
    auto registered = nodes;
    std::optional<transaction::Planner> planner;
    const auto build = milliseconds([&] { planner = transaction::Planner::build(std::move(registered)).value(); });
    const auto waves = milliseconds([&] { least.depth = planner->waves(affected).size(); });
    least.build = std::min(least.build, build);
    least.waves = std::min(least.waves, waves);
  }
  return least;
}

std::string figures(std::size_t count, const Planning& planning) {
  return std::to_string(count) + " sections, " + std::to_string(5 * count) +
         " dependencies: " + std::to_string(planning.depth) + " waves in " + std::to_string(planning.waves) +
         " ms, registered in " + std::to_string(planning.build) + " ms";
}

}  // namespace

std::vector<Row> plan_rows(const Options& options) {
  const int rounds = std::max(5, static_cast<int>(100 * options.scale));
  const auto one = plan(sections, rounds), two = plan(2 * sections, rounds);
  Row row{.name = "plan", .value = one.build + one.waves, .unit = "ms", .target = 5};
  row.note = figures(sections, one);
  // Linear would be 2, quadratic 4.
  Row growth{
      .name = "plan_growth", .value = two.build + two.waves, .unit = "ms", .limit = one.build + one.waves, .target = 3};
  growth.note = figures(2 * sections, two);
  return {row, growth};
}

}  // namespace visiond::bench
