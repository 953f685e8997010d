#include "daemon/base/metric_catalogue.hpp"

#include <gtest/gtest.h>

#include <set>

namespace visiond::base {
namespace {

TEST(MetricCatalogue, names_every_metric_once) {
  std::set<std::string_view> names;
  for (const auto& family : metric_catalogue) EXPECT_TRUE(names.insert(family.name).second) << family.name;
}

// https://prometheus.io/docs/practices/naming/
TEST(MetricCatalogue, follows_the_conventions_of_prometheus) {
  for (const auto& family : metric_catalogue) {
    EXPECT_EQ(family.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos)
        << family.name;
    EXPECT_TRUE(family.name.starts_with("visiond_") || family.name.starts_with("process_")) << family.name;
    EXPECT_EQ(family.name.ends_with("_total"), family.type == MetricType::counter) << family.name;
    EXPECT_NE(family.name.find(family.unit), std::string_view::npos) << family.name << " does not name its unit";
    EXPECT_FALSE(family.help.empty()) << family.name;
  }
}

TEST(MetricCatalogue, finds_a_metric_by_its_name) {
  EXPECT_EQ(metric_family("process_threads").type, MetricType::gauge);
  EXPECT_EQ(metric_family("visiond_operations_failed_total").labels, "section reason");
}

}  // namespace
}  // namespace visiond::base
