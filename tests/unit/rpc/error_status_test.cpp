#include "daemon/rpc/error_status.hpp"

#include "daemon/settings/formats.hpp"
#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/random_report.hpp"

#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

using base::Error;
using base::ErrorCode;
using testing::details_of;
using testing::RandomReport;

runtime::Answer answer_with(Error error, std::vector<settings::Violation> violations = {}) {
  transaction::Report report;
  report.transaction_id = {"0c52d1a7-5a5e-4f3e-9d7e-1f0000000012"};
  report.state = transaction::State::rejected;
  report.violations = std::move(violations);
  report.error = std::move(error);
  return {std::make_shared<const transaction::Report>(std::move(report)), {17}};
}

std::vector<settings::Violation> violations(int count) {
  std::vector<settings::Violation> list;
  for (int n = 0; n < count; ++n)
    list.push_back({"camera.s" + std::to_string(n), ErrorCode::invalid_setting, "the value is too large"});
  return list;
}

TEST(ErrorStatus, gives_each_reason_the_code_of_the_contract) {
  using grpc::StatusCode;
  const std::vector<std::pair<StatusCode, std::vector<ErrorCode>>> contract{
      {StatusCode::INVALID_ARGUMENT,
       {ErrorCode::invalid_setting, ErrorCode::unknown_setting, ErrorCode::secret_in_value, ErrorCode::empty_patch,
        ErrorCode::request_id_reused, ErrorCode::invalid_request}},
      {StatusCode::ABORTED,
       {ErrorCode::revision_conflict, ErrorCode::value_conflict, ErrorCode::rolled_back, ErrorCode::timed_out}},
      {StatusCode::FAILED_PRECONDITION,
       {ErrorCode::confirmation_pending, ErrorCode::nothing_to_confirm, ErrorCode::nothing_to_cancel,
        ErrorCode::disruption_exceeded, ErrorCode::section_busy, ErrorCode::adjusted, ErrorCode::model_in_use,
        ErrorCode::download_failed, ErrorCode::provider_failed, ErrorCode::service_disabled, ErrorCode::sample_missing,
        ErrorCode::training_running, ErrorCode::too_few_samples}},
      {StatusCode::ALREADY_EXISTS, {ErrorCode::model_exists, ErrorCode::sample_exists}},
      {StatusCode::RESOURCE_EXHAUSTED, {ErrorCode::queue_full, ErrorCode::storage_full, ErrorCode::budget_exhausted}},
      {StatusCode::UNAVAILABLE, {ErrorCode::starting, ErrorCode::draining, ErrorCode::no_frame}},
      {StatusCode::CANCELLED, {ErrorCode::cancelled}},
      {StatusCode::DEADLINE_EXCEEDED, {ErrorCode::deadline_exceeded}},
      {StatusCode::NOT_FOUND,
       {ErrorCode::no_such_revision, ErrorCode::no_such_transaction, ErrorCode::no_such_model,
        ErrorCode::no_such_sample, ErrorCode::no_such_run, ErrorCode::no_such_track}},
      {StatusCode::OUT_OF_RANGE, {ErrorCode::revision_gone}},
      {StatusCode::INTERNAL, {ErrorCode::rollback_incomplete, ErrorCode::storage_failed, ErrorCode::internal}},
      {StatusCode::DATA_LOSS, {ErrorCode::store_damaged}}};
  std::size_t reasons = 0;
  for (const auto& [code, list] : contract) {
    for (const auto reason : list) EXPECT_EQ(code_of(reason), code) << to_string(reason);
    reasons += list.size();
  }
  EXPECT_EQ(reasons, static_cast<std::size_t>(ErrorCode::internal) + 1);
}

TEST(ErrorStatus, says_reason_and_path_of_a_plain_error) {
  const auto status = status_of(Error{ErrorCode::no_such_revision, "revision", "revision 9 is not kept"});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "revision 9 is not kept");
  const auto details = details_of(status);
  EXPECT_EQ(details.reason(), "NO_SUCH_REVISION");
  EXPECT_EQ(details.info->domain(), "visiond");
  EXPECT_EQ(details.metadata("path"), "revision");
  EXPECT_EQ(details.metadata("retryable"), "false");
  EXPECT_FALSE(details.bad_request);
}

TEST(ErrorStatus, makes_a_bad_request_of_a_wrong_field) {
  const auto details = details_of(status_of(Error{ErrorCode::invalid_request, "comment", "comment is too long"}));
  ASSERT_EQ(details.bad_request->field_violations_size(), 1);
  EXPECT_EQ(details.bad_request->field_violations(0).field(), "comment");
  EXPECT_EQ(details.bad_request->field_violations(0).reason(), "INVALID_REQUEST");
  EXPECT_EQ(details.bad_request->field_violations(0).description(), "comment is too long");
}

TEST(ErrorStatus, repeats_code_and_message_inside_the_details) {
  const auto status = status_of(Error{ErrorCode::draining, "", "the daemon is stopping"});
  const auto details = details_of(status);
  EXPECT_EQ(details.status.code(), status.error_code());
  EXPECT_EQ(details.status.message(), status.error_message());
  EXPECT_EQ(details.metadata("retryable"), "true");
}

TEST(ErrorStatus, carries_the_transaction_after_error_info_and_bad_request) {
  const auto details =
      details_of(status_of(answer_with({ErrorCode::invalid_setting, "camera.s0", "wrong"}, violations(2))));
  EXPECT_TRUE(details.in_order);
  EXPECT_EQ(details.metadata("transaction_id"), "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  EXPECT_EQ(details.metadata("current_revision"), "17");
  EXPECT_EQ(details.bad_request->field_violations_size(), 2);
  EXPECT_EQ(details.report->transaction_id(), "0c52d1a7-5a5e-4f3e-9d7e-1f0000000012");
  EXPECT_EQ(details.report->state(), v1::Transaction::STATE_REJECTED);
  EXPECT_FALSE(details.report->truncated());
}

TEST(ErrorStatus, names_sixteen_violations_and_counts_the_rest) {
  const auto few = details_of(status_of(answer_with({ErrorCode::invalid_setting, "", "wrong"}, violations(16))));
  EXPECT_EQ(few.bad_request->field_violations_size(), 16);
  EXPECT_EQ(few.metadata("violations_left_out"), "(none)");
  const auto many = details_of(status_of(answer_with({ErrorCode::invalid_setting, "", "wrong"}, violations(317))));
  EXPECT_EQ(many.bad_request->field_violations_size(), 16);
  EXPECT_EQ(many.metadata("violations_left_out"), "301");
  EXPECT_TRUE(many.report->truncated());
}

TEST(ErrorStatus, makes_text_of_what_is_no_utf8) {
  const auto status = status_of(answer_with({ErrorCode::rolled_back, "file\xFF", "cannot read \xE9tat"}));
  EXPECT_EQ(status.error_message(), "cannot read \xEF\xBF\xBDtat");
  const auto details = details_of(status);
  EXPECT_EQ(details.metadata("path"), "file\xEF\xBF\xBD");
}

TEST(ErrorStatus, of_any_report_stays_inside_the_budgets_and_can_be_read) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    RandomReport random(seed);
    const auto answer = random.answer();
    const auto status = status_of(answer);
    ASSERT_LE(status.error_details().size(), details_budget) << "seed " << seed;
    ASSERT_LE(status.error_message().size(), message_budget) << "seed " << seed;
    ASSERT_TRUE(settings::is_text(status.error_message()) || status.error_message().empty()) << "seed " << seed;
    const auto details = details_of(status);
    ASSERT_TRUE(details.in_order && details.info && details.report) << "seed " << seed;
    ASSERT_EQ(details.reason(), to_string(answer.report->error->code)) << "seed " << seed;
    ASSERT_EQ(details.metadata("transaction_id"), answer.report->transaction_id.value) << "seed " << seed;
    ASSERT_EQ(details.metadata("current_revision"), std::to_string(answer.current_revision.value)) << "seed " << seed;
    ASSERT_TRUE(details.metadata("retryable") == "true" || details.metadata("retryable") == "false");
    ASSERT_EQ(details.report->transaction_id(), answer.report->transaction_id.value) << "seed " << seed;
    const auto shown = details.bad_request ? details.bad_request->field_violations_size() : 0;
    const auto count = static_cast<int>(answer.report->violations.size());
    if (count > 0) {
      ASSERT_EQ(shown, std::min<int>(count, most_violations)) << "seed " << seed;
    }
    const bool all = details.report->violations_size() == count &&
                     details.report->changes_size() == static_cast<int>(answer.report->changes.size());
    ASSERT_TRUE(all || details.report->truncated()) << "seed " << seed;
  }
}

// Sixteen violations as long as they may get, a message that triples when the trailer percent-encodes it, every text at
// its limit: the report still has its place.
TEST(ErrorStatus, of_the_largest_report_leaves_room_for_the_transaction) {
  std::string wide;
  for (int n = 0; n < 500; ++n) wide += "😀";
  transaction::Report report;
  report.transaction_id = {base::make_uuid()};
  report.request_id = {base::make_uuid()};
  report.base_revision = report.revision = {UINT64_MAX};
  report.first_frame_sequence = UINT64_MAX;
  report.author = std::string(64, 'a');
  report.comment = wide.substr(0, 1024);
  report.create_time = base::WallTime(std::chrono::nanoseconds(1790000000999999999));
  report.end_time = report.create_time;
  report.violations.assign(100, {wide, ErrorCode::request_id_reused, wide});
  report.error = Error{ErrorCode::request_id_reused, wide, wide};
  const auto status = status_of(runtime::Answer{std::make_shared<const transaction::Report>(report), {UINT64_MAX}});
  EXPECT_LE(status.error_details().size(), details_budget);
  EXPECT_EQ(status.error_message().size(), message_budget - 1);  // 127 characters of 4 bytes and an ellipsis of 3
  const auto details = details_of(status);
  EXPECT_EQ(details.bad_request->field_violations_size(), 16);
  EXPECT_EQ(details.report->transaction_id(), report.transaction_id.value);
  EXPECT_EQ(details.report->author(), report.author);
}

TEST(ErrorStatus, of_any_plain_error_stays_inside_the_budgets) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const auto error = RandomReport(seed).error();
    const auto status = status_of(error);
    ASSERT_LE(status.error_details().size(), details_budget) << "seed " << seed;
    ASSERT_LE(status.error_message().size(), message_budget) << "seed " << seed;
    ASSERT_EQ(details_of(status).reason(), to_string(error.code)) << "seed " << seed;
  }
}

// A patch may name as many wrong settings as fit into a request; the strand must not stand still over them.
TEST(ErrorStatus, takes_time_in_proportion_to_the_violations) {
  const auto shortest_time = [](int count) {
    const auto answer = answer_with({ErrorCode::invalid_setting, "", "wrong"}, violations(count));
    auto shortest = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 3; ++round) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_LE(status_of(answer).error_details().size(), details_budget);
      shortest = std::min(shortest, std::chrono::steady_clock::now() - begun);
    }
    return shortest;
  };
  const auto few = shortest_time(1000);
  EXPECT_LT(shortest_time(32000), 32 * 8 * few);
}

}  // namespace
}  // namespace visiond::rpc
