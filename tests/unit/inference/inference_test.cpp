#include "services/inference/inference.hpp"

#include "daemon/settings/schema.hpp"
#include "services/inference/inference_part.hpp"
#include "tests/unit/inference/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace visiond::inference {
namespace {

namespace json = boost::json;
using base::Result;
using PreparedPtr = std::unique_ptr<transaction::Prepared>;

class InferenceTest : public ::testing::Test {
 protected:
  Result<PreparedPtr> prepare(const json::object& patch, bool start_up = false,
                              const std::vector<std::string>& changed = {}) {
    transaction::PrepareInput input;
    auto& change = input.change;
    auto after = settings::Schema({inference_table().section()}).complete({}).at("inference").as_object();
    change.before = after;
    for (const auto& [name, value] : patch) {
      const auto kind = inference.section().find(std::string_view(name))->update_kind;
      after[name] = value;
      // The rest is as it was before.
      if (!changed.empty() && std::find(changed.begin(), changed.end(), std::string(name)) == changed.end()) continue;
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

  int loaded = 0;
  Inference inference{[this](const std::string& model) -> Result<ClassifierPtr> {
    ++loaded;
    if (model == "broken@1") return base::Error{base::ErrorCode::rolled_back, "inference.classifier", "it is broken"};
    return ClassifierPtr(std::make_shared<FakeClassifier>(model));
  }};
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

TEST_F(InferenceTest, loads_a_classifier_and_wants_it_rehearsed) {
  running = prepare({}, true).value()->part();
  EXPECT_EQ(loaded, 0);
  const auto prepared = prepare({{"classifier", "shapes@1"}}).value();
  EXPECT_EQ(part_of(prepared).classifier()->name(), "shapes@1");
  EXPECT_TRUE(prepared->wants_rehearsal());
}

TEST_F(InferenceTest, shares_the_classifier_when_only_hot_parameters_change) {
  running = prepare({{"classifier", "shapes@1"}}, true).value()->part();
  auto values = json::object{{"classifier", "shapes@1"}, {"top_k", 1}};
  const auto prepared = prepare(values, false, {"top_k"}).value();
  EXPECT_EQ(loaded, 1);
  EXPECT_EQ(part_of(prepared).classifier(), static_cast<const InferencePart&>(*running).classifier());
  EXPECT_FALSE(prepared->wants_rehearsal());
}

TEST_F(InferenceTest, lets_the_classifier_go) {
  running = prepare({{"classifier", "shapes@1"}}, true).value()->part();
  const auto prepared = prepare({{"classifier", ""}}).value();
  EXPECT_EQ(part_of(prepared).classifier(), nullptr);
  EXPECT_FALSE(prepared->wants_rehearsal());
}

TEST_F(InferenceTest, says_why_a_classifier_cannot_be_loaded) {
  const auto prepared = prepare({{"classifier", "broken@1"}});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().path, "inference.classifier");
}

TEST_F(InferenceTest, is_unaffected_by_another_detector) { EXPECT_EQ(prepare({}).value(), nullptr); }

}  // namespace
}  // namespace visiond::inference
