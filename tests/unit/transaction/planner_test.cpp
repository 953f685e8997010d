#include "daemon/transaction/planner.hpp"

#include "tests/unit/transaction/sample_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace visiond::transaction {
namespace {

using settings::Priority;
using settings::UpdateKind;
using Affected = std::map<std::string, UpdateKind>;

Planner sample_planner() { return Planner::build(sample_nodes()).value(); }

// "camera | detection? ui?": waves, offers marked.
std::string shown(const std::vector<std::vector<PlannedOperation>>& waves) {
  std::string text;
  for (const auto& wave : waves) {
    text += text.empty() ? "" : "| ";
    for (const auto& each : wave) text += each.section + (each.offered ? "? " : " ");
  }
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string message_of(std::vector<Node> nodes) {
  const auto planner = Planner::build(std::move(nodes));
  return planner ? "no error" : planner.error().message;
}

TEST(Planner, refuses_a_cycle_and_names_it) {
  const auto message =
      message_of({{"camera", Priority::high, {"detection"}}, {"detection", Priority::high, {"camera"}}});
  EXPECT_NE(message.find("camera → detection → camera"), std::string::npos) << message;
}

TEST(Planner, names_only_the_cycle_and_not_what_leads_to_it) {
  const auto message = message_of({{"ui", Priority::low, {"a"}},
                                   {"a", Priority::low, {"b"}},
                                   {"b", Priority::low, {"c"}},
                                   {"c", Priority::low, {"a"}},
                                   {"free", Priority::low, {}}});
  EXPECT_NE(message.find("a → c → b → a"), std::string::npos) << message;
  EXPECT_EQ(message.find("ui"), std::string::npos) << message;
}

TEST(Planner, refuses_a_section_that_depends_on_itself) {
  EXPECT_NE(message_of({{"a", Priority::low, {"a"}}}).find("a → a"), std::string::npos);
}

TEST(Planner, refuses_an_unknown_dependency_by_name) {
  const auto message = message_of({{"detection", Priority::low, {"kamera"}}});
  EXPECT_NE(message.find("detection depends on kamera"), std::string::npos) << message;
}

TEST(Planner, refuses_a_section_registered_twice) {
  EXPECT_NE(message_of({{"a", Priority::low, {}}, {"a", Priority::low, {}}}).find("twice"), std::string::npos);
}

TEST(Planner, plans_nothing_for_nothing) { EXPECT_TRUE(sample_planner().waves({}).empty()); }

TEST(Planner, puts_a_dependent_after_what_it_depends_on) {
  const Affected affected{{"inference", UpdateKind::hot_reload}, {"detection", UpdateKind::hot_reload}};
  EXPECT_EQ(shown(sample_planner().waves(affected)), "detection | inference");
}

TEST(Planner, keeps_the_order_where_the_section_between_is_not_affected) {
  const Affected affected{{"inference", UpdateKind::hot_reload}, {"camera", UpdateKind::immediate}};
  EXPECT_EQ(shown(sample_planner().waves(affected)), "camera | inference");
}

TEST(Planner, offers_a_restart_to_direct_and_indirect_dependents) {
  EXPECT_EQ(shown(sample_planner().waves({{"camera", UpdateKind::restart}})), "camera | detection? ui? | inference?");
}

TEST(Planner, offers_nothing_of_a_hot_reload) {
  EXPECT_EQ(shown(sample_planner().waves({{"camera", UpdateKind::hot_reload}})), "camera");
}

TEST(Planner, passes_an_offer_on_through_a_section_that_only_reloads) {
  const Affected affected{{"camera", UpdateKind::recreate}, {"detection", UpdateKind::hot_reload}};
  EXPECT_EQ(shown(sample_planner().waves(affected)), "camera | detection ui? | inference?");
}

TEST(Planner, orders_a_wave_by_priority_then_name) {
  const auto planner = Planner::build({{"b", Priority::low, {}},
                                       {"a", Priority::low, {}},
                                       {"z", Priority::critical, {}},
                                       {"m", Priority::high, {}}})
                           .value();
  const Affected affected{{"a", UpdateKind::immediate},
                          {"b", UpdateKind::immediate},
                          {"m", UpdateKind::immediate},
                          {"z", UpdateKind::immediate}};
  EXPECT_EQ(shown(planner.waves(affected)), "z m a b");
}

TEST(Planner, keeps_the_kind_of_each_operation) {
  const auto waves = sample_planner().waves({{"camera", UpdateKind::restart}});
  EXPECT_EQ(waves[0][0].kind, UpdateKind::restart);
  EXPECT_EQ(waves[1][0].kind, UpdateKind::immediate);
}

std::chrono::nanoseconds time_to_plan(std::size_t count) {
  std::vector<Node> nodes;
  Affected affected;
  for (std::size_t n = 0; n < count; ++n) {
    auto name = std::to_string(n);
    name.insert(0, 6 - name.size(), '0');
    std::vector<std::string> dependencies;
    if (n > 0) dependencies.push_back(nodes.back().section);
    affected[name] = UpdateKind::hot_reload;
    nodes.push_back({std::move(name), Priority::low, std::move(dependencies)});
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto waves = Planner::build(std::move(nodes)).value().waves(affected);
  EXPECT_EQ(waves.size(), count);
  return std::chrono::steady_clock::now() - begin;
}

TEST(Planner, plans_a_long_chain_in_near_linear_time) {
  // Sixteen times as many sections would take 256 times as long if it were quadratic.
  auto ratio = 1e9;
  for (int tries = 0; tries < 5; ++tries) {
    const auto small = time_to_plan(500);
    ratio = std::min(ratio, static_cast<double>(time_to_plan(8000).count()) / static_cast<double>(small.count()));
  }
  EXPECT_LT(ratio, 80);
}

}  // namespace
}  // namespace visiond::transaction
