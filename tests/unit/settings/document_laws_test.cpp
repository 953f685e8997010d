// What holds for every patch and document, tried on many made from seeds.
#include "daemon/settings/document.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"
#include "tests/unit/settings/random_settings.hpp"

#include <gtest/gtest.h>

namespace visiond::settings {
namespace {

constexpr std::uint32_t seeds = 1000;

const Schema& schema() {
  static const Schema kept = sample_schema();
  return kept;
}

// Calls `law` with the settings of each seed; names the first seed for which it does not hold.
template <class Law>
void for_every_seed(Law law) {
  for (std::uint32_t seed = 1; seed <= seeds && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSettings random(seed);
    law(random);
  }
}

// Canonical: the order of members does not count.
std::string text(const json::value& value) { return write_canonical_json(value); }

json::object applied(const json::object& sparse, const json::object& patch) {
  return apply_patch(schema(), sparse, patch);
}

// What apply_patch leaves out of RFC 7396's result: maps and sections that became empty are as if never set.
json::object pruned(json::object document) {
  for (const auto& section : schema().sections()) {
    auto* members = document.if_contains(section.name);
    if (members == nullptr) continue;
    for (const auto& setting : section.settings) {
      const auto* value = members->as_object().if_contains(setting.name);
      if (value != nullptr && setting.type == Type::map && value->as_object().empty())
        members->as_object().erase(setting.name);
    }
    if (members->as_object().empty()) document.erase(section.name);
  }
  return document;
}

// nullptr where it is not set.
const json::value* find(const json::object& document, const std::vector<std::string>& keys) {
  const json::value* at = document.if_contains(keys.front());
  for (std::size_t n = 1; n < keys.size() && at != nullptr; ++n) at = at->as_object().if_contains(keys[n]);
  return at;
}

// The patch that a client makes of the differences: what is set, and null for what no longer is.
json::object patch_between(const json::object& before, const json::object& after) {
  json::value patch = json::object();
  for (const auto& change : diff(schema(), before, after)) {
    const auto keys = parse_path(change.path).value();
    const auto* value = find(after, keys);
    json::value* at = &patch;
    for (const auto& key : keys) {
      if (!at->is_object()) *at = json::object();
      at = &at->get_object()[key];
    }
    *at = value == nullptr ? json::value() : *value;
  }
  return patch.as_object();
}

TEST(PatchLaws, a_patch_changes_nothing_the_second_time) {
  for_every_seed([](RandomSettings& random) {
    const auto document = random.document(), patch = random.patch();
    const auto once = applied(document, patch);
    EXPECT_EQ(text(applied(once, patch)), text(once)) << text(document) << text(patch);
    const auto merged = merge_patch(document, patch);
    EXPECT_EQ(text(merge_patch(merged, patch)), text(merged)) << text(document) << text(patch);
  });
}

TEST(PatchLaws, an_empty_patch_changes_nothing) {
  for_every_seed([](RandomSettings& random) {
    const auto document = random.document();
    EXPECT_EQ(text(applied(document, {})), text(document));
    EXPECT_EQ(text(merge_patch(document, json::object())), text(document));
  });
}

TEST(PatchLaws, a_patch_is_one_of_rfc_7396_but_leaves_nothing_empty) {
  for_every_seed([](RandomSettings& random) {
    const auto document = random.document(), patch = random.patch();
    EXPECT_EQ(text(applied(document, patch)), text(pruned(merge_patch(document, patch).as_object())))
        << text(document) << text(patch);
  });
}

TEST(PatchLaws, patches_of_different_sections_may_change_places) {
  for_every_seed([](RandomSettings& random) {
    const auto document = random.document();
    auto one = random.patch(), other = random.patch();
    one.erase("camera");
    for (const auto* name : {"detection", "ui"}) other.erase(name);
    EXPECT_EQ(text(applied(applied(document, one), other)), text(applied(applied(document, other), one)))
        << text(document) << text(one) << text(other);
  });
}

TEST(PatchLaws, a_patch_leads_from_any_document_to_any_other) {
  for_every_seed([](RandomSettings& random) {
    const auto before = random.document(), after = random.document();
    const auto patch = patch_between(before, after);
    EXPECT_EQ(text(applied(before, patch)), text(after)) << text(before) << text(patch);
  });
}

TEST(PatchLaws, what_a_valid_patch_leaves_is_valid) {
  for_every_seed([](RandomSettings& random) {
    const auto document = random.document(), patch = random.patch();
    EXPECT_TRUE(check_patch(schema(), patch).violations.empty()) << text(patch);
    const auto loaded = load_document(schema(), applied(document, patch));
    EXPECT_TRUE(loaded.ignored.empty() && loaded.impaired.empty()) << text(document) << text(patch);
  });
}

TEST(PatchLaws, documents_differ_where_there_is_a_change) {
  for_every_seed([](RandomSettings& random) {
    const auto before = random.document(), after = random.document();
    const auto changes = diff(schema(), before, after);
    EXPECT_EQ(changes.empty(), same_value(before, after)) << text(before) << text(after);
    EXPECT_EQ(changes.size(), diff(schema(), after, before).size()) << text(before) << text(after);
  });
}

}  // namespace
}  // namespace visiond::settings
