#include "services/detection/detection.hpp"

#include "daemon/settings/schema.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/detection/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace visiond::detection {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;
using PreparedPtr = std::unique_ptr<transaction::Prepared>;

class DetectionTest : public ::testing::Test {
 protected:
  transaction::SectionChange change(const json::object& patch) const {
    transaction::SectionChange change;
    auto after = settings::Schema({detection_table().section()}).complete({}).at("detection").as_object();
    change.before = after;
    for (const auto& [name, value] : patch) {
      const auto kind = detection.section().find(std::string_view(name))->update_kind;
      after[name] = value;
      change.changes.push_back({"detection." + std::string(name), change.before.at(name), value, kind});
      change.kind = std::max(change.kind, kind);
    }
    change.after = std::move(after);
    return change;
  }
  Result<PreparedPtr> prepare(const json::object& patch, bool start_up = false) {
    transaction::PrepareInput input;
    input.change = change(patch);
    input.running = running;
    if (start_up) input.occasion = transaction::Occasion::start_up;
    return detection.prepare(std::move(input), {});
  }
  const DetectionPart& part_of(const PreparedPtr& prepared) {
    return static_cast<const DetectionPart&>(*prepared->part());
  }

  testing::TempFolder folder;
  models::Library library{folder.path()};
  int loaded = 0;
  Detection detection{library, [this](const DetectionSettings& settings) -> Result<std::shared_ptr<const Detector>> {
                        ++loaded;
                        if (settings.motion_history == 13)
                          return Error{ErrorCode::rolled_back, "detection.backend", "no such model"};
                        return std::shared_ptr<const Detector>(std::make_shared<FakeDetector>());
                      }};
  transaction::PartPtr running;
};

TEST_F(DetectionTest, loads_its_detector_at_start_up) {
  const auto prepared = prepare({}, true).value();
  EXPECT_EQ(loaded, 1);
  EXPECT_EQ(part_of(prepared).detector()->name(), "fake");
  EXPECT_EQ(part_of(prepared).settings().confidence, 0.5);
  EXPECT_EQ(prepared->effective().at("backend"), "motion");
}

TEST_F(DetectionTest, shares_the_detector_when_only_hot_parameters_change) {
  running = prepare({}, true).value()->part();
  const auto prepared = prepare({{"confidence", 0.7}, {"labels", json::array{"cat"}}}).value();
  EXPECT_EQ(loaded, 1);
  EXPECT_EQ(part_of(prepared).detector(), static_cast<const DetectionPart&>(*running).detector());
  EXPECT_EQ(part_of(prepared).settings().confidence, 0.7);
  EXPECT_EQ(static_cast<const DetectionPart&>(*running).settings().confidence, 0.5);
  EXPECT_FALSE(prepared->wants_rehearsal());
  EXPECT_FALSE(prepared->needs_switch());
}

TEST_F(DetectionTest, loads_another_backend_and_wants_it_rehearsed) {
  running = prepare({}, true).value()->part();
  const auto prepared = prepare({{"backend", "hog"}}).value();
  EXPECT_EQ(loaded, 2);
  EXPECT_TRUE(prepared->wants_rehearsal());
  EXPECT_NE(part_of(prepared).detector(), static_cast<const DetectionPart&>(*running).detector());
}

TEST_F(DetectionTest, loads_again_where_nothing_runs) {
  EXPECT_TRUE(prepare({{"confidence", 0.7}}).value()->wants_rehearsal());
  EXPECT_EQ(loaded, 1);
}

TEST_F(DetectionTest, is_unaffected_by_another_camera) {
  running = prepare({}, true).value()->part();
  EXPECT_EQ(prepare({}).value(), nullptr);
}

TEST_F(DetectionTest, says_why_a_detector_cannot_be_loaded) {
  const auto prepared = prepare({{"motion_history", 13}});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().message, "no such model");
}

TEST_F(DetectionTest, accepts_its_defaults_and_refuses_a_label_given_twice) {
  EXPECT_TRUE(detection.check(change({}), {}).empty());
  const auto found = detection.check(change({{"labels", json::array{"cat", "dog", "cat"}}}), {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "detection.labels");
}

TEST_F(DetectionTest, wants_a_model_for_the_backends_that_have_one) {
  for (const auto* backend : {"dnn", "cascade"}) {
    const auto found = detection.check(change({{"backend", backend}}), {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].path, "detection.model");
    EXPECT_EQ(found[0].message, "it is empty; backend " + std::string(backend) + " needs a " +
                                    (std::string(backend) == "dnn" ? "detection" : "cascade") +
                                    " model, as id@version; installed: none in " + folder.path().string());
    EXPECT_TRUE(detection.check(change({{"backend", backend}, {"model", "cats@1"}}), {}).empty());
  }
  EXPECT_TRUE(detection.check(change({{"backend", "hog"}}), {}).empty());
}

TEST_F(DetectionTest, wants_both_sizes_or_none) {
  const auto found = detection.check(change({{"input_width", 320}}), {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "detection.input_height");
  EXPECT_EQ(found[0].message, "it is 0 while input_width is 320; give both sizes or none");
  EXPECT_EQ(detection.check(change({{"input_height", 240}}), {}).at(0).path, "detection.input_width");
  EXPECT_TRUE(detection.check(change({{"input_width", 320}, {"input_height", 240}}), {}).empty());
}

TEST_F(DetectionTest, loads_anew_for_another_model_or_size) {
  running = prepare({}, true).value()->part();
  for (const json::object& patch : {json::object{{"backend", "dnn"}, {"model", "cats@1"}},
                                    json::object{{"input_width", 320}, {"input_height", 320}}}) {
    const int before = loaded;
    EXPECT_TRUE(prepare(patch).value()->wants_rehearsal());
    EXPECT_EQ(loaded, before + 1);
  }
}

}  // namespace
}  // namespace visiond::detection
