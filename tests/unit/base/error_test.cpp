#include "daemon/base/error.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace visiond::base {
namespace {

TEST(ErrorCode, is_named_as_on_the_wire) {
  EXPECT_EQ(to_string(ErrorCode::invalid_setting), "INVALID_SETTING");
  EXPECT_EQ(to_string(ErrorCode::secret_in_value), "SECRET_IN_VALUE");
  EXPECT_EQ(to_string(ErrorCode::rolled_back), "ROLLED_BACK");
  EXPECT_EQ(to_string(ErrorCode::nothing_to_confirm), "NOTHING_TO_CONFIRM");
  EXPECT_EQ(to_string(ErrorCode::queue_full), "QUEUE_FULL");
  EXPECT_EQ(to_string(ErrorCode::draining), "DRAINING");
  EXPECT_EQ(to_string(ErrorCode::no_such_model), "NO_SUCH_MODEL");
  EXPECT_EQ(to_string(ErrorCode::rollback_incomplete), "ROLLBACK_INCOMPLETE");
  EXPECT_EQ(to_string(ErrorCode::internal), "INTERNAL");
}

TEST(Result, takes_the_value_of_a_failure_for_a_bug) {
  const Result<int> failure = Error{ErrorCode::internal, "x", "no"};
  EXPECT_THROW(static_cast<void>(failure.value()), std::logic_error);
}

}  // namespace
}  // namespace visiond::base
