#include "services/training/training.hpp"

#include "daemon/settings/schema.hpp"
#include "services/training/training_part.hpp"

#include <gtest/gtest.h>

namespace visiond::training {
namespace {

namespace json = boost::json;

class TrainingTest : public ::testing::Test {
 protected:
  static transaction::PrepareInput input(const json::object& patch) {
    transaction::PrepareInput input;
    auto section = settings::Schema({training_table().section()}).complete({}).at("training").as_object();
    input.change.before = section;
    for (const auto& [name, value] : patch) {
      section[name] = value;
      input.change.changes.push_back({"training." + std::string(name), input.change.before.at(name), value});
    }
    input.change.after = std::move(section);
    return input;
  }
  std::string mistakes(const json::object& patch) const {
    std::string text;
    for (const auto& each : training.check(input(patch).change, {})) text += each.path + ": " + each.message + "\n";
    return text;
  }

  Board board;
  Training training{board};
};

TEST_F(TrainingTest, keeps_what_the_next_run_begins_with) {
  const auto prepared = training.prepare(input({{"method", "mlp"}, {"epochs", 7}}), {}).value();
  const auto& part = static_cast<const TrainingPart&>(*prepared->part());
  EXPECT_EQ(part.settings().method, Method::mlp);
  EXPECT_EQ(part.settings().epochs, 7);
  EXPECT_EQ(part.settings().feature, Feature::hog);
  EXPECT_FALSE(prepared->wants_rehearsal() || prepared->needs_switch());
}

TEST_F(TrainingTest, is_unaffected_by_another_detector_but_has_a_part_at_start_up) {
  EXPECT_EQ(training.prepare(input({}), {}).value(), nullptr);
  auto start = input({});
  start.occasion = transaction::Occasion::start_up;
  EXPECT_NE(training.prepare(std::move(start), {}).value(), nullptr);
}

TEST_F(TrainingTest, needs_a_network_for_its_features) {
  EXPECT_EQ(mistakes({{"feature", "dnn"}}),
            "training.feature_model: it is empty; feature dnn needs a neural network, as id@version\n");
  EXPECT_EQ(mistakes({{"feature", "dnn"}, {"feature_model", "net@1"}}), "");
}

TEST_F(TrainingTest, needs_sizes_that_hog_can_be_made_of) {
  EXPECT_EQ(mistakes({{"feature_width", 30}}), "training.feature_width: it is 30; hog needs a multiple of 8 px\n");
  EXPECT_EQ(mistakes({{"feature_width", 24}, {"feature_height", 128}}), "");
}

}  // namespace
}  // namespace visiond::training
