// The checker of concurrent histories finds what is planted.
#include "tests/support/daemon/operation_history.hpp"

#include <gtest/gtest.h>

namespace visiond {
namespace {

using testing::DoneOperation;
using testing::OperationHistory;
using testing::violations_of;
using Kind = DoneOperation::Kind;

// a=1 makes revision 2, a=2 revision 3, a roll back to 2 revision 4, one after the other; then a read.
OperationHistory sample() {
  const auto change = [](Kind kind, std::int64_t from, std::uint64_t revision) {
    DoneOperation operation{.kind = kind, .invoked = from, .returned = from + 5};
    operation.transaction = "t" + std::to_string(revision);
    operation.revision = revision;
    operation.changed = true;
    return operation;
  };
  OperationHistory history;
  history.operations = {change(Kind::set, 10, 2), change(Kind::compare_and_set, 20, 3), change(Kind::rollback, 30, 4)};
  history.operations[0].patch = {{"a", 1}};
  history.operations[1].patch = {{"a", 2}};
  history.operations[1].argument = 2;
  history.operations[2].argument = 2;
  DoneOperation read{.kind = Kind::read, .invoked = 40, .returned = 45};
  read.revision = 4;
  read.seen = {{"a", 1}};
  history.operations.push_back(read);
  history.revisions = {{{}, "t1"}, {{{"a", 1}}, "t2"}, {{{"a", 2}}, "t3"}, {{{"a", 1}}, "t4"}};
  history.watches = {{1, 2, 3, 4}};
  return history;
}

TEST(OperationHistory, is_in_order_where_one_order_explains_it) {
  EXPECT_EQ(violations_of(sample()), std::vector<std::string>());
}

using Plant = void (*)(OperationHistory&);
class PlantedViolation : public ::testing::TestWithParam<Plant> {};

TEST_P(PlantedViolation, is_found) {
  auto history = sample();
  GetParam()(history);
  EXPECT_FALSE(violations_of(history).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Of, PlantedViolation,
    ::testing::Values(
        [](OperationHistory& h) {
          h.operations[3].seen = {{"a", 2}};
        },                                                                                    // a stale value
        [](OperationHistory& h) { h.operations[3].revision = 3; },                            // a stale read
        [](OperationHistory& h) { h.operations[3].returned = h.operations[3].invoked = 1; },  // the future
        [](OperationHistory& h) {
          h.revisions[2].values = {{"a", 1}};
        },                                                          // a lost change
        [](OperationHistory& h) { h.operations[1].argument = 1; },  // a comparison that did not hold
        [](OperationHistory& h) {
          h.revisions[3].values = {{"a", 2}};
        },                                                          // a rollback that was none
        [](OperationHistory& h) { h.operations[1].revision = 2; },  // one revision, two makers
        [](OperationHistory& h) { h.revisions[1].transaction = "other"; },
        [](OperationHistory& h) { h.operations[2].reason = "VALUE_CONFLICT"; },  // without a conflict
        [](OperationHistory& h) { h.operations[0].reason = "CONFIRMATION_PENDING"; },
        [](OperationHistory& h) { h.operations[3].reason = "INTERNAL"; },
        [](OperationHistory& h) { h.operations[0].changed = false; },  // it would have made a difference
        [](OperationHistory& h) {
          h.watches[0] = {1, 2, 4};
        },  // a gap
        [](OperationHistory& h) {
          h.watches[0] = {1, 2, 2, 3, 4};
        },  // twice
        [](OperationHistory& h) {
          h.watches[0] = {1, 2, 3};
        }));  // an end too early

}  // namespace
}  // namespace visiond
