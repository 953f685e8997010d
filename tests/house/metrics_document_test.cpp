// docs/metrics.md lists what visiond measures as the catalogue has it.
#include "daemon/base/metric_catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::house {
namespace {

std::string_view word(base::MetricType type) {
  constexpr std::string_view words[] = {"counter", "gauge", "histogram"};
  return words[static_cast<std::size_t>(type)];
}

std::vector<std::string> catalogue_rows() {
  std::vector<std::string> rows;
  for (const auto& family : base::metric_catalogue) {
    std::string labels(family.labels);
    if (const auto blank = labels.find(' '); blank != std::string::npos) labels.insert(blank, ",");
    std::string row = "|";
    for (const auto& cell : {"`" + std::string(family.name) + "`", std::string(word(family.type)),
                             std::string(family.unit), labels, std::string(family.help)})
      row += (cell.empty() ? " " : " " + cell + " ") + std::string("|");
    rows.push_back(std::move(row));
  }
  return rows;
}

TEST(MetricsDocument, lists_every_metric_of_the_catalogue_and_no_other) {
  std::ifstream document(std::string(VISIOND_SOURCE_DIR) + "/docs/metrics.md");
  std::vector<std::string> rows;
  for (std::string line; std::getline(document, line);)
    if (line.starts_with("| `visiond_") || line.starts_with("| `process_")) rows.push_back(line);
  EXPECT_EQ(rows, catalogue_rows());
}

}  // namespace
}  // namespace visiond::house
