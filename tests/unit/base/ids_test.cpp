#include "daemon/base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace visiond::base {
namespace {

TEST(Uuid, is_random_of_version_4) {
  const std::string uuid = make_uuid();
  EXPECT_TRUE(is_uuid(uuid)) << uuid;
  EXPECT_EQ(uuid[14], '4') << uuid;
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
}

TEST(Uuid, does_not_repeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(make_uuid());
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Uuid, is_known_by_its_form) {
  EXPECT_TRUE(is_uuid("123e4567-e89b-12d3-A456-426614174000"));
  EXPECT_FALSE(is_uuid(""));
  EXPECT_FALSE(is_uuid("123e4567e89b12d3a456426614174000"));
  EXPECT_FALSE(is_uuid("123e4567-e89b-12d3-a456-42661417400"));
  EXPECT_FALSE(is_uuid("123e4567-e89b-12d3-a456-4266141740000"));
  EXPECT_FALSE(is_uuid("123e4567-e89b-12d3-a456-42661417400g"));
  EXPECT_FALSE(is_uuid("123e4567-e89b-12d3-a4567426614174000"));
}

TEST(Revision, counts_from_1) { EXPECT_EQ(Revision{}.next(), Revision{1}); }

}  // namespace
}  // namespace visiond::base
