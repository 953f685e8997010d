#pragma once
// The models that the rows with neural networks need: YOLO-Fastest and FastestDet. Values.

#include "services/models/library.hpp"
#include "tests/bench/row.hpp"
#include "tests/support/test_data.hpp"

#include <cstdio>
#include <optional>
#include <string>

namespace visiond::bench {

struct PublicModels {
  std::filesystem::path folder;
  models::Manifest yolo_fastest, fastestdet;
};

// Nothing where they are absent, which is said on standard error with the rows that are left out.
inline std::optional<PublicModels> find_public_models(const std::string& rows) {
  const models::Library library(testing::test_data() / "models");
  auto yolo = library.find("yolo-fastest@1.1"), fastest = library.find("fastestdet@1");
  if (yolo && fastest) return PublicModels{library.folder(), std::move(*yolo), std::move(*fastest)};
  std::fprintf(stderr, "left out: %s: %s (VISIOND_TEST_DATA names another folder)\n", rows.c_str(),
               (yolo ? fastest : yolo).error().message.c_str());
  return std::nullopt;
}

}  // namespace visiond::bench
