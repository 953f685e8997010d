#include "daemon/store/codecs.hpp"

#include "tests/support/random_double.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <utility>

namespace visiond::testing {
namespace {

// -0.0 and 0.0 are equal, so what is compared is bits; a whole number may come back as an integer.
std::uint64_t bits(const boost::json::value& number) {
  return std::bit_cast<std::uint64_t>(number.to_number<double>());
}

TEST(Codecs, keep_every_double_of_a_document_bit_by_bit) {
  constexpr int seed = 7396;
  RandomDouble random(seed);
  boost::json::array numbers;
  for (int n = 0; n < 20'000; ++n) numbers.push_back(random());
  StoreWorld world;
  world.open();
  auto record = revision_record(1);
  record.sparse = record.full = record.effective = boost::json::object{{"numbers", numbers}};
  ASSERT_TRUE(world.store->commit({.revision = record, .outcome = outcome(1)}));
  world.open();
  const auto kept = world.store->revision({1}).value();
  for (const auto* document : {&kept.sparse, &kept.full, &kept.effective}) {
    const auto& read = document->at("numbers").as_array();
    ASSERT_EQ(read.size(), numbers.size());
    for (std::size_t n = 0; n < numbers.size(); ++n)
      ASSERT_EQ(bits(read[n]), bits(numbers[n])) << numbers[n] << ", no. " << n << " of seed " << seed;
  }
}

TEST(Codecs, keep_every_double_of_a_report_bit_by_bit) {
  constexpr int seed = 8785;
  RandomDouble random(seed);
  for (int n = 0; n < 2'000; ++n) {
    const double asked = random(), settled = random();
    transaction::Report report;
    report.changes.push_back({"a.b", asked, settled, settings::UpdateKind::restart});
    report.adjustments.push_back({"a.b", asked, settled});
    const auto read = store::report_of(store::to_column(report)).value();
    for (const auto& [got, wanted] : {std::pair(read.changes[0].old_value, asked),
                                      {read.changes[0].new_value, settled},
                                      {read.adjustments[0].requested, asked},
                                      {read.adjustments[0].effective, settled}})
      ASSERT_EQ(bits(got), bits(wanted)) << wanted << ", no. " << n << " of seed " << seed;
  }
}

}  // namespace
}  // namespace visiond::testing
