#include "client/cli/exit_code.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace visiond::cli {
namespace {

using grpc::StatusCode;

class ExitCodeOfReason : public testing::TestWithParam<std::tuple<std::string, int>> {};

// The status says something else than the reason: the reason decides.
TEST_P(ExitCodeOfReason, decides_over_the_status) {
  const auto& [reason, code] = GetParam();
  EXPECT_EQ(static_cast<int>(exit_code_of(StatusCode::DATA_LOSS, reason)), code);
  EXPECT_EQ(static_cast<int>(exit_code_of(StatusCode::UNAVAILABLE, reason)), code);
}

INSTANTIATE_TEST_SUITE_P(Contract, ExitCodeOfReason,
                         testing::Values(std::tuple{"INVALID_SETTING", 3}, std::tuple{"UNKNOWN_SETTING", 3},
                                         std::tuple{"SECRET_IN_VALUE", 3}, std::tuple{"EMPTY_PATCH", 3},
                                         std::tuple{"REQUEST_ID_REUSED", 3}, std::tuple{"INVALID_REQUEST", 3},
                                         std::tuple{"REVISION_CONFLICT", 4}, std::tuple{"VALUE_CONFLICT", 4},
                                         std::tuple{"ROLLED_BACK", 5}, std::tuple{"TIMED_OUT", 5},
                                         std::tuple{"CONFIRMATION_PENDING", 6}, std::tuple{"NOTHING_TO_CONFIRM", 6},
                                         std::tuple{"DISRUPTION_EXCEEDED", 6}, std::tuple{"SECTION_BUSY", 6},
                                         std::tuple{"ADJUSTED", 6}, std::tuple{"QUEUE_FULL", 6},
                                         std::tuple{"STORAGE_FULL", 6}, std::tuple{"BUDGET_EXHAUSTED", 6},
                                         std::tuple{"STARTING", 7}, std::tuple{"DRAINING", 7},
                                         std::tuple{"CANCELLED", 1}, std::tuple{"DEADLINE_EXCEEDED", 1},
                                         std::tuple{"NO_SUCH_REVISION", 1}, std::tuple{"NO_SUCH_TRANSACTION", 1},
                                         std::tuple{"NO_SUCH_MODEL", 1}, std::tuple{"REVISION_GONE", 1},
                                         std::tuple{"ROLLBACK_INCOMPLETE", 9}, std::tuple{"STORE_DAMAGED", 1}),
                         [](const auto& instance) { return std::get<0>(instance.param); });

class ExitCodeOfStatus : public testing::TestWithParam<std::tuple<StatusCode, int>> {};

TEST_P(ExitCodeOfStatus, counts_where_no_reason_is_known) {
  const auto& [status, code] = GetParam();
  EXPECT_EQ(static_cast<int>(exit_code_of(status, "")), code);
  EXPECT_EQ(static_cast<int>(exit_code_of(status, "A_REASON_OF_TOMORROW")), code);
}

INSTANTIATE_TEST_SUITE_P(
    Contract, ExitCodeOfStatus,
    testing::Values(std::tuple{StatusCode::OK, 0}, std::tuple{StatusCode::INVALID_ARGUMENT, 3},
                    std::tuple{StatusCode::ABORTED, 4}, std::tuple{StatusCode::FAILED_PRECONDITION, 6},
                    std::tuple{StatusCode::RESOURCE_EXHAUSTED, 6}, std::tuple{StatusCode::UNAVAILABLE, 7},
                    std::tuple{StatusCode::UNAUTHENTICATED, 8}, std::tuple{StatusCode::PERMISSION_DENIED, 8},
                    std::tuple{StatusCode::CANCELLED, 1}, std::tuple{StatusCode::DEADLINE_EXCEEDED, 1},
                    std::tuple{StatusCode::NOT_FOUND, 1}, std::tuple{StatusCode::OUT_OF_RANGE, 1},
                    std::tuple{StatusCode::INTERNAL, 1}, std::tuple{StatusCode::DATA_LOSS, 1},
                    std::tuple{StatusCode::UNIMPLEMENTED, 1}),
    [](const auto& instance) { return std::string(status_name(std::get<0>(instance.param))); });

}  // namespace
}  // namespace visiond::cli
