#include "daemon/transaction/best_effort.hpp"

#include "tests/unit/transaction/sample_world.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using base::Error;
using base::ErrorCode;

class BestEffort : public ::testing::Test {
 protected:
  BestEffort() {
    request_.mode = Mode::best_effort;
    request_.patch = json::parse(R"({"camera":{"hot":1},"detection":{"hot":1},"ui":{"hot":1}})").as_object();
  }
  Report failed(const std::string& section, ErrorCode code = ErrorCode::rolled_back) const {
    Report report;
    report.state = State::rolled_back;
    report.error = Error{code, section, section + " failed"};
    return report;
  }
  std::optional<Request> next(const Report& report) const {
    return without_failed(request_, report, planner_, current_);
  }
  static std::vector<std::string> keys(const Request& request) {
    std::vector<std::string> names;
    for (const auto& member : *request.patch) names.emplace_back(member.key());
    return names;
  }

  Request request_;
  Planner planner_ = *Planner::build(sample_nodes());
  json::object current_{{"ui", json::object{{"cold", 5}}}};
};

TEST_F(BestEffort, takes_the_section_that_failed_out) {
  const auto request = next(failed("ui"));
  ASSERT_TRUE(request);
  EXPECT_EQ(keys(*request), (std::vector<std::string>{"camera", "detection"}));
  ASSERT_EQ(request->left_out.size(), 1U);
  EXPECT_EQ(request->left_out[0].error->message, "ui failed");
}

TEST_F(BestEffort, takes_its_dependents_out_too) {
  request_.patch->insert({{"inference", json::object{{"hot", 1}}}});
  const auto request = next(failed("detection"));
  ASSERT_TRUE(request);
  EXPECT_EQ(keys(*request), (std::vector<std::string>{"camera", "ui"}));
  EXPECT_EQ(request->left_out[1].section, "inference");
  EXPECT_EQ(request->left_out[1].error->message, "inference was left out because it depends on detection");
}

TEST_F(BestEffort, ends_when_nothing_would_be_left) { EXPECT_FALSE(next(failed("camera"))); }

TEST_F(BestEffort, ends_when_the_section_was_left_out_before) {
  request_.left_out.push_back({"ui", Error{}});
  EXPECT_FALSE(next(failed("ui")));
}

TEST_F(BestEffort, ends_where_no_section_is_to_blame) {
  for (const auto code :
       {ErrorCode::storage_full, ErrorCode::revision_conflict, ErrorCode::value_conflict, ErrorCode::cancelled,
        ErrorCode::deadline_exceeded, ErrorCode::draining, ErrorCode::rollback_incomplete, ErrorCode::empty_patch})
    EXPECT_FALSE(next(failed("ui", code))) << to_string(code);
}

TEST_F(BestEffort, ends_when_the_way_back_failed) {
  auto report = failed("ui");
  report.state = State::rollback_incomplete;
  EXPECT_FALSE(next(report));
}

TEST_F(BestEffort, is_not_for_atomic_requests) {
  request_.mode = Mode::atomic;
  EXPECT_FALSE(next(failed("ui")));
}

TEST_F(BestEffort, leaves_a_section_as_it_is_where_the_document_is_replaced) {
  request_.replace = true;
  const auto request = next(failed("ui"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->patch->at("ui"), (json::object{{"cold", 5}}));
}

TEST_F(BestEffort, knows_sections_that_a_replacement_does_not_name) {
  request_.replace = true;
  request_.patch->erase("ui");
  const auto request = next(failed("ui"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->patch->at("ui"), (json::object{{"cold", 5}}));
}

TEST_F(BestEffort, takes_everything_out_that_violates_a_rule) {
  request_.patch->insert({{"odd.name", json::object{}}});
  auto report = failed("camera", ErrorCode::invalid_setting);
  report.violations = {{"ui.hot", ErrorCode::invalid_setting, "too large"},
                       {"\"odd.name\"", ErrorCode::unknown_setting, "no such section"}};
  const auto request = next(report);
  ASSERT_TRUE(request);
  EXPECT_EQ(keys(*request), (std::vector<std::string>{"camera", "detection"}));
}

}  // namespace
}  // namespace visiond::transaction
