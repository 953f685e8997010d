#include "daemon/runtime/predictions.hpp"

#include <gtest/gtest.h>

namespace visiond::runtime {
namespace {

using settings::UpdateKind;
using std::chrono::milliseconds;
using transaction::Outcome;

transaction::Report report_of(milliseconds duration, std::optional<milliseconds> downtime,
                              Outcome outcome = Outcome::done) {
  transaction::Operation operation;
  operation.section = "camera";
  operation.update_kind = UpdateKind::restart;
  operation.outcome = outcome;
  operation.duration = duration;
  operation.downtime = downtime;
  operation.predicted_downtime = milliseconds(100);
  transaction::Report report;
  report.waves.push_back({{operation}});
  return report;
}

TEST(Predictions, say_nothing_of_what_was_never_seen) {
  Predictions predictions({});
  predictions.learn(report_of(milliseconds(10), milliseconds(5)));
  EXPECT_FALSE(predictions.predict("camera", UpdateKind::recreate));
  EXPECT_FALSE(predictions.predict("detection", UpdateKind::restart));
}

TEST(Predictions, are_the_mean_of_the_first_operations) {
  Predictions predictions({});
  predictions.learn(report_of(milliseconds(10), milliseconds(4)));
  predictions.learn(report_of(milliseconds(30), milliseconds(8)));
  const auto prediction = predictions.predict("camera", UpdateKind::restart).value();
  EXPECT_EQ(prediction.duration, milliseconds(20));
  EXPECT_EQ(prediction.downtime, milliseconds(6));
}

TEST(Predictions, forget_old_hardware_after_some_changes) {
  Predictions predictions({{"camera", UpdateKind::restart, milliseconds(1000), milliseconds(500), 5000}});
  for (int n = 0; n < 100; ++n) predictions.learn(report_of(milliseconds(10), milliseconds(5)));
  EXPECT_LT(predictions.predict("camera", UpdateKind::restart)->duration, milliseconds(20));
}

TEST(Predictions, learn_only_from_what_was_done) {
  Predictions predictions({});
  for (const auto outcome : {Outcome::failed, Outcome::undone, Outcome::unaffected, Outcome::not_run})
    predictions.learn(report_of(milliseconds(10), milliseconds(5), outcome));
  EXPECT_FALSE(predictions.predict("camera", UpdateKind::restart));
}

TEST(Predictions, believe_what_they_did_where_no_downtime_could_be_measured) {
  Predictions predictions({});
  predictions.learn(report_of(milliseconds(10), std::nullopt));
  EXPECT_EQ(predictions.predict("camera", UpdateKind::restart)->downtime, milliseconds(100));
}

TEST(Predictions, start_from_what_is_stored) {
  Predictions predictions({{"camera", UpdateKind::restart, milliseconds(40), milliseconds(20), 3}});
  EXPECT_EQ(predictions.predict("camera", UpdateKind::restart)->duration, milliseconds(40));
  EXPECT_TRUE(predictions.take_changes().empty());
}

TEST(Predictions, give_each_change_to_be_stored_once) {
  Predictions predictions({{"ui", UpdateKind::immediate, milliseconds(1), {}, 1}});
  predictions.learn(report_of(milliseconds(10), milliseconds(5)));
  const auto changes = predictions.take_changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].section, "camera");
  EXPECT_EQ(changes[0].samples, 1U);
  EXPECT_TRUE(predictions.take_changes().empty());
}

}  // namespace
}  // namespace visiond::runtime
