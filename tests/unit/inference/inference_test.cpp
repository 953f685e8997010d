#include "services/inference/inference.hpp"

#include "daemon/settings/schema.hpp"
#include "services/inference/inference_part.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace visiond::inference {
namespace {

namespace json = boost::json;
using base::Result;
using PreparedPtr = std::unique_ptr<transaction::Prepared>;

class InferenceTest : public ::testing::Test {
 protected:
  Result<PreparedPtr> prepare(const json::object& patch, bool start_up = false) {
    transaction::PrepareInput input;
    auto& change = input.change;
    auto after = settings::Schema({inference_table().section()}).complete({}).at("inference").as_object();
    change.before = after;
    for (const auto& [name, value] : patch) {
      const auto kind = inference.section().find(std::string_view(name))->update_kind;
      after[name] = value;
      change.changes.push_back({"inference." + std::string(name), change.before.at(name), value, kind});
      change.kind = std::max(change.kind, kind);
    }
    change.after = std::move(after);
    input.running = running;
    if (start_up) input.occasion = transaction::Occasion::start_up;
    return inference.prepare(std::move(input), {});
  }
  static const InferencePart& part_of(const PreparedPtr& prepared) {
    return static_cast<const InferencePart&>(*prepared->part());
  }

  Inference inference;
  transaction::PartPtr running;
};

TEST_F(InferenceTest, follows_detection) {
  EXPECT_EQ(inference.section().name, "inference");
  EXPECT_EQ(inference.section().dependencies, std::vector<std::string>{"detection"});
  EXPECT_EQ(inference.status().state, transaction::ServiceState::ok);
}

TEST_F(InferenceTest, prepares_its_parameters) {
  EXPECT_EQ(part_of(prepare({}, true).value()).settings().tracking, Tracking::kalman);
  const auto prepared = prepare({{"tracking", "iou"}, {"track_max_age", 7}}).value();
  EXPECT_EQ(part_of(prepared).settings().tracking, Tracking::iou);
  EXPECT_EQ(part_of(prepared).settings().track_max_age, 7);
  EXPECT_EQ(prepared->effective().at("track_max_age"), 7);
  EXPECT_FALSE(prepared->wants_rehearsal());
}

TEST_F(InferenceTest, is_unaffected_by_another_detector) { EXPECT_EQ(prepare({}).value(), nullptr); }

}  // namespace
}  // namespace visiond::inference
