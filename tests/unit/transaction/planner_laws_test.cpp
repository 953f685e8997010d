// What holds for every plan, tried on random dependencies made from seeds.
#include "daemon/transaction/planner.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace visiond::transaction {
namespace {

using settings::UpdateKind;

struct RandomPlan {
  explicit RandomPlan(std::uint32_t seed) : random(seed) {
    const auto count = 1 + random() % 24;
    const auto density = 1 + random() % 8;
    for (std::uint32_t n = 0; n < count; ++n) {
      Node node{"s" + std::to_string(n), static_cast<settings::Priority>(random() % 4), {}};
      // Only on those before, so there is no cycle.
      for (const auto& before : nodes)
        if (random() % density == 0) node.dependencies.push_back(before.section);
      auto& reached = beneath[node.section];
      for (const auto& dependency : node.dependencies) {
        reached.insert(dependency);
        reached.insert(beneath[dependency].begin(), beneath[dependency].end());
      }
      if (random() % 3 == 0) affected[node.section] = static_cast<UpdateKind>(random() % 4);
      nodes.push_back(std::move(node));
    }
    auto registered = nodes;
    std::shuffle(registered.begin(), registered.end(), random);
    waves = Planner::build(std::move(registered)).value().waves(affected);
    for (std::size_t n = 0; n < waves.size(); ++n)
      for (const auto& operation : waves[n]) wave_of.emplace(operation.section, n);
  }

  bool is_disturbed(const std::string& section) const {
    return std::any_of(affected.begin(), affected.end(), [&](const auto& each) {
      return each.second >= UpdateKind::restart && beneath.at(section).contains(each.first);
    });
  }

  std::mt19937 random;
  std::vector<Node> nodes;
  std::map<std::string, std::set<std::string>> beneath;  // what a section depends on, directly or not
  std::map<std::string, UpdateKind> affected;
  std::vector<std::vector<PlannedOperation>> waves;
  std::multimap<std::string, std::size_t> wave_of;
};

// Calls `law` with the plan of each seed; names the first seed for which it does not hold.
template <class Law>
void for_every_seed(Law law) {
  for (std::uint32_t seed = 1; seed <= 1000 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    law(RandomPlan(seed));
  }
}

TEST(PlannerLaws, plans_the_affected_and_what_they_disturb_once_each) {
  for_every_seed([](const RandomPlan& plan) {
    for (const auto& node : plan.nodes) {
      const bool takes_part = plan.affected.contains(node.section) || plan.is_disturbed(node.section);
      EXPECT_EQ(plan.wave_of.count(node.section), takes_part ? 1U : 0U) << node.section;
    }
  });
}

TEST(PlannerLaws, offers_to_those_who_do_not_change_and_keeps_the_kinds_of_the_others) {
  for_every_seed([](const RandomPlan& plan) {
    for (const auto& wave : plan.waves) {
      for (const auto& operation : wave) {
        const auto own = plan.affected.find(operation.section);
        EXPECT_EQ(operation.offered, own == plan.affected.end()) << operation.section;
        EXPECT_EQ(operation.kind, own != plan.affected.end() ? own->second : UpdateKind::immediate)
            << operation.section;
      }
    }
  });
}

// Those that lie between need not take part.
TEST(PlannerLaws, respects_every_edge_and_every_way) {
  for_every_seed([](const RandomPlan& plan) {
    for (const auto& [section, wave] : plan.wave_of) {
      for (const auto& before : plan.beneath.at(section)) {
        const auto found = plan.wave_of.find(before);
        EXPECT_TRUE(found == plan.wave_of.end() || found->second < wave) << before << " before " << section;
      }
    }
  });
}

TEST(PlannerLaws, lets_nobody_wait_without_a_reason) {
  for_every_seed([](const RandomPlan& plan) {
    for (const auto& [section, wave] : plan.wave_of) {
      if (wave == 0) continue;
      const auto& before = plan.beneath.at(section);
      EXPECT_TRUE(std::any_of(before.begin(), before.end(), [&, last = wave - 1](const std::string& each) {
        const auto found = plan.wave_of.find(each);
        return found != plan.wave_of.end() && found->second == last;
      })) << section;
    }
  });
}

TEST(PlannerLaws, plans_alike_in_whatever_order_sections_were_registered) {
  for_every_seed([](RandomPlan plan) {
    std::shuffle(plan.nodes.begin(), plan.nodes.end(), plan.random);
    const auto again = Planner::build(plan.nodes).value().waves(plan.affected);
    ASSERT_EQ(again.size(), plan.waves.size());
    for (std::size_t n = 0; n < again.size(); ++n) {
      EXPECT_TRUE(std::equal(again[n].begin(), again[n].end(), plan.waves[n].begin(), plan.waves[n].end(),
                             [](const auto& a, const auto& b) { return a.section == b.section; }))
          << "wave " << n;
    }
  });
}

}  // namespace
}  // namespace visiond::transaction
