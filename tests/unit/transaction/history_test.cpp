#include "daemon/transaction/history.hpp"

#include "daemon/settings/json_text.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <gtest/gtest.h>

#include <random>

namespace visiond::transaction {
namespace {

using base::ErrorCode;

json::object read(const char* text) { return settings::read_json(text)->as_object(); }

class History : public ::testing::Test {
 protected:
  Scope scope(const std::vector<std::string>& paths) { return *read_scope(schema, paths); }
  std::string restore(const char* current, const char* target, const std::vector<std::string>& paths = {}) {
    return settings::write_json(restored(schema, read(current), read(target), scope(paths)));
  }
  base::Result<json::object> undo(const char* current, const char* before, const char* after,
                                  const std::vector<std::string>& paths = {}) {
    return undone(schema, read(current), read(before), read(after), scope(paths));
  }

  const settings::Schema schema = settings::sample_schema();
};

TEST_F(History, goes_back_to_a_whole_document) {
  EXPECT_EQ(restore(R"({"camera":{"width":640}})", R"({"ui":{"language":"de"}})"), R"({"ui":{"language":"de"}})");
}

TEST_F(History, goes_back_only_where_paths_lead) {
  const auto* current = R"({"camera":{"width":640,"name":"door"},"ui":{"language":"de"}})";
  EXPECT_EQ(restore(current, R"({"camera":{"width":320}})", {"camera.width"}),
            R"({"camera":{"width":320,"name":"door"},"ui":{"language":"de"}})");
  EXPECT_EQ(restore(current, R"({})", {"camera"}), R"({"ui":{"language":"de"}})");
}

TEST_F(History, goes_back_to_single_keys_of_maps) {
  EXPECT_EQ(restore(R"({"detection":{"class_confidence":{"car":0.5,"dog":0.5}}})",
                    R"({"detection":{"class_confidence":{"car":0.25}}})", {"detection.class_confidence.car"}),
            R"({"detection":{"class_confidence":{"car":0.25,"dog":0.5}}})");
  EXPECT_EQ(restore(R"({"detection":{"class_confidence":{"car":0.5}}})", R"({})", {"detection.class_confidence.car"}),
            R"({})");
}

TEST_F(History, undoes_one_change_and_keeps_later_ones) {
  const auto undone = undo(R"({"camera":{"width":640},"ui":{"language":"de"}})", R"({"camera":{"width":320}})",
                           R"({"camera":{"width":640}})");
  ASSERT_TRUE(undone);
  EXPECT_EQ(settings::write_json(*undone), R"({"camera":{"width":320},"ui":{"language":"de"}})");
}

TEST_F(History, refuses_to_undo_what_was_changed_again) {
  const auto undone = undo(R"({"camera":{"width":800}})", R"({})", R"({"camera":{"width":640}})");
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, ErrorCode::value_conflict);
  EXPECT_EQ(undone.error().path, "camera.width");
}

TEST_F(History, undoes_in_scope_although_others_conflict) {
  const auto undone = undo(R"({"camera":{"width":800},"ui":{"language":"de"}})", R"({})",
                           R"({"camera":{"width":640},"ui":{"language":"de"}})", {"ui"});
  ASSERT_TRUE(undone);
  EXPECT_EQ(settings::write_json(*undone), R"({"camera":{"width":800}})");
}

TEST_F(History, undoes_keys_of_a_map_beside_later_ones) {
  const auto undone = undo(R"({"detection":{"class_confidence":{"car":0.5,"dog":0.75}}})", R"({})",
                           R"({"detection":{"class_confidence":{"car":0.5}}})");
  ASSERT_TRUE(undone);
  EXPECT_EQ(settings::write_json(*undone), R"({"detection":{"class_confidence":{"dog":0.75}}})");
}

TEST_F(History, undoes_the_setting_of_a_default) {
  const auto undone = undo(R"({"ui":{"language":"en"}})", R"({})", R"({"ui":{"language":"en"}})");
  ASSERT_TRUE(undone);
  EXPECT_EQ(settings::write_json(*undone), "{}");
}

TEST_F(History, names_paths_that_lead_nowhere) {
  EXPECT_EQ(read_scope(schema, {"camera.widht"}).error().code, ErrorCode::unknown_setting);
  EXPECT_EQ(read_scope(schema, {"camera.width.x"}).error().code, ErrorCode::invalid_setting);
  EXPECT_FALSE(read_scope(schema, {"camera..width"}));
}

// A change and its undo are identity, whatever else is set.
TEST_F(History, undoing_the_newest_change_is_the_document_before) {
  std::mt19937 random(7);
  const std::vector<const char*> documents = {
      R"({})", R"({"camera":{"width":320}})",
      R"({"camera":{"width":640,"name":"a"},"detection":{"class_confidence":{"car":0.5}}})",
      R"({"detection":{"class_confidence":{"car":0.25,"dog":1}},"ui":{"language":"de"}})",
      R"({"detection":{"labels":["car"],"zones":{"door":[[0,0],[1,0],[1,1]]}}})"};
  for (int n = 0; n < 200; ++n) {
    const auto* before = documents[random() % documents.size()];
    const auto* after = documents[random() % documents.size()];
    const auto back = undo(after, before, after);
    ASSERT_TRUE(back);
    EXPECT_TRUE(settings::same_value(*back, read(before))) << before << " to " << after;
  }
}

class Resolved : public History {
 protected:
  std::string patch_of(Kind kind, const char* current, const Kept& kept, std::vector<std::string> paths = {}) {
    Request request;
    request.kind = kind;
    request.paths = std::move(paths);
    const auto answer = resolved(schema, request, read(current), kept);
    if (!answer) return answer.error().path;
    EXPECT_TRUE(answer->replace);
    return settings::write_json(*answer->patch);
  }
};

TEST_F(Resolved, a_rollback_replaces_the_document) {
  EXPECT_EQ(patch_of(Kind::rollback, R"({"camera":{"width":640}})", {read(R"({"ui":{"language":"de"}})"), {}}),
            R"({"ui":{"language":"de"}})");
}

TEST_F(Resolved, an_undo_takes_only_its_own_change_back) {
  EXPECT_EQ(patch_of(Kind::undo, R"({"camera":{"width":640},"ui":{"language":"de"}})",
                     {read(R"({"camera":{"width":640}})"), read("{}")}),
            R"({"ui":{"language":"de"}})");
}

TEST_F(Resolved, a_revert_brings_back_what_today_s_schema_still_takes) {
  EXPECT_EQ(patch_of(Kind::revert, "{}", {read(R"({"camera":{"width":640,"gone":1}})"), {}}),
            R"({"camera":{"width":640}})");
}

TEST_F(Resolved, a_wrong_path_is_named) {
  EXPECT_EQ(patch_of(Kind::rollback, "{}", {}, {"camera.widht"}), "camera.widht");
}

}  // namespace
}  // namespace visiond::transaction
