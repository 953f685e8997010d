// What holds for every way back, tried on many documents made from seeds.
#include "daemon/settings/json_text.hpp"
#include "daemon/transaction/history.hpp"
#include "tests/unit/settings/random_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace visiond::transaction {
namespace {

using settings::RandomSettings;
using settings::write_json;

constexpr std::uint32_t seeds = 1000;

const settings::Schema& schema() {
  static const settings::Schema kept = settings::sample_schema();
  return kept;
}

std::set<std::string> changed_paths(const json::object& before, const json::object& after) {
  std::set<std::string> paths;
  for (const auto& change : settings::diff(schema(), before, after)) paths.insert(change.path);
  return paths;
}

// Calls `law` with the settings of each seed; names the first seed for which it does not hold.
template <class Law>
void for_every_seed(Law law) {
  for (std::uint32_t seed = 1; seed <= seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSettings random(seed);
    law(random);
  }
}

TEST(HistoryLaws, a_patch_and_its_undoing_are_identity) {
  for_every_seed([](RandomSettings& random) {
    const auto before = random.document();
    const auto after = settings::apply_patch(schema(), before, random.patch());
    const auto back = undone(schema(), after, before, after, {});
    ASSERT_TRUE(back) << write_json(before) << write_json(after);
    EXPECT_EQ(*back, before) << write_json(after);
  });
}

TEST(HistoryLaws, restoring_every_section_is_restoring_the_document) {
  for_every_seed([](RandomSettings& random) {
    const auto current = random.document(), target = random.document();
    EXPECT_EQ(restored(schema(), current, target, {}), target);
    EXPECT_EQ(restored(schema(), current, target, {{"camera"}, {"detection"}, {"ui"}}), target) << write_json(current);
  });
}

TEST(HistoryLaws, restoring_one_section_leaves_the_others) {
  for_every_seed([](RandomSettings& random) {
    const auto current = random.document(), target = random.document();
    auto expected = current;
    expected.erase("detection");
    if (const auto* section = target.if_contains("detection")) expected["detection"] = *section;
    EXPECT_EQ(restored(schema(), current, target, {{"detection"}}), expected)
        << write_json(current) << write_json(target);
  });
}

// Undoing a change beneath a later one either meets it and is refused, or keeps it and touches nothing else.
TEST(HistoryLaws, undoing_an_older_change_keeps_the_later_one) {
  int kept = 0, refused = 0;
  for_every_seed([&](RandomSettings& random) {
    const auto before = random.document();
    const auto after = settings::apply_patch(schema(), before, random.patch());
    const auto current = settings::apply_patch(schema(), after, random.patch());
    const auto older = changed_paths(before, after), later = changed_paths(after, current);
    std::set<std::string> both;
    std::set_intersection(older.begin(), older.end(), later.begin(), later.end(), std::inserter(both, both.end()));
    const auto back = undone(schema(), current, before, after, {});
    ASSERT_EQ(back.has_value(), both.empty()) << write_json(before) << write_json(after) << write_json(current);
    ++(back ? kept : refused);
    if (!back) return;
    EXPECT_EQ(changed_paths(before, *back), later) << write_json(before) << write_json(after) << write_json(current);
    EXPECT_EQ(changed_paths(*back, current), older) << write_json(before) << write_json(after) << write_json(current);
  });
  EXPECT_GT(kept * 20, static_cast<int>(seeds));
  EXPECT_GT(refused * 20, static_cast<int>(seeds));
}

}  // namespace
}  // namespace visiond::transaction
