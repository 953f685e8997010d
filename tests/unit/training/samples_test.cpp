#include "services/training/samples.hpp"

#include "tests/support/pictures.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace visiond::training {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using testing::grey_png;

class SamplesTest : public ::testing::Test {
 protected:
  SamplesTest() { open(); }

  void open() {
    samples.reset();
    samples = Samples::open({folder.path(), [](std::string_view) { return true; }, limits}).value();
  }
  Sample add(unsigned char grey, const std::string& label) {
    return samples->add(label, grey_png(grey), now).value().sample;
  }
  base::Error refused(const std::string& label, const std::string& bytes) {
    const auto added = samples->add(label, bytes, now);
    EXPECT_FALSE(added);
    return added ? base::Error{} : added.error();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder.path() / "samples"), fs::directory_iterator()));
  }

  testing::TempFolder folder;
  Limits limits;
  const base::WallTime now{std::chrono::seconds(1'700'000'000)};
  std::unique_ptr<Samples> samples;
};

TEST_F(SamplesTest, keeps_a_picture_as_it_came) {
  const auto sample = add(9, "cat");
  EXPECT_EQ(sample.format, "png");
  EXPECT_EQ(sample.bytes, grey_png(9).size());
  std::ifstream file(samples->file_of(sample), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), grey_png(9));
}

TEST_F(SamplesTest, are_there_after_a_restart) {
  const auto sample = add(9, "cat");
  add(10, "dog");
  samples.reset();
  EXPECT_FALSE(fs::exists(folder.path() / "samples.sqlite-wal")) << "a clean stop leaves one file";
  open();
  EXPECT_EQ(samples->of_labels(), (std::map<std::string, std::uint64_t>{{"cat", 1}, {"dog", 1}}));
  const auto page = samples->page({.label = "cat"}).value();
  ASSERT_EQ(page.samples.size(), 1U);
  EXPECT_EQ(page.samples[0].id, sample.id);
  EXPECT_EQ(page.samples[0].added, now);
}

TEST_F(SamplesTest, come_in_pages_newest_first) {
  for (unsigned char grey = 0; grey < 5; ++grey) add(grey, grey % 2 == 0 ? "even" : "odd");
  const auto page = samples->page({.page_size = 2}).value();
  ASSERT_EQ(page.samples.size(), 2U);
  EXPECT_EQ(page.samples[0].id, 5U);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.all.at("even"), 3U);
  const auto last = samples->page({.page_size = 2, .before = 2}).value();
  EXPECT_EQ(last.samples.size(), 1U);
  EXPECT_FALSE(last.more);
  EXPECT_EQ(samples->page({.label = "odd"}).value().samples.size(), 2U);
}

TEST_F(SamplesTest, take_the_same_picture_once) {
  const auto sample = add(9, "cat");
  const auto again = samples->add("cat", grey_png(9), now).value();
  EXPECT_TRUE(again.already_there);
  EXPECT_EQ(again.sample.id, sample.id);
  const auto error = refused("dog", grey_png(9));
  EXPECT_EQ(error.code, ErrorCode::sample_exists);
  EXPECT_EQ(error.message,
            "this very picture is sample 1 already, labelled \"cat\"; remove that one first to label it \"dog\"");
  EXPECT_EQ(files(), 1U);
}

TEST_F(SamplesTest, bring_back_a_file_that_was_lost) {
  const auto sample = add(9, "cat");
  fs::remove(samples->file_of(sample));
  EXPECT_TRUE(samples->add("cat", grey_png(9), now).value().already_there);
  EXPECT_TRUE(fs::exists(samples->file_of(sample)));
}

TEST_F(SamplesTest, go_with_their_file_and_never_give_their_id_away) {
  const auto sample = add(9, "cat");
  ASSERT_TRUE(samples->remove(sample.id));
  EXPECT_EQ(files(), 0U);
  EXPECT_TRUE(samples->of_labels().empty());
  EXPECT_EQ(samples->remove(sample.id).error().code, ErrorCode::no_such_sample);
  EXPECT_EQ(add(9, "cat").id, sample.id + 1);
}

TEST_F(SamplesTest, sweep_away_what_a_crash_left_between_file_and_row) {
  const auto sample = add(9, "cat");
  std::ofstream(folder.path() / "samples" / "abc.png") << "no row";
  std::ofstream(samples->file_of(sample).string() + ".new") << "half";
  open();
  EXPECT_EQ(files(), 1U);
  EXPECT_TRUE(fs::exists(samples->file_of(sample)));
}

TEST_F(SamplesTest, refuse_labels_that_nobody_could_type) {
  for (const std::string label : {"", " cat", "cat ", "c\nt", "\xff", "\x7f"}) {
    const auto error = refused(label, grey_png(9));
    EXPECT_EQ(error.code, ErrorCode::invalid_request);
    EXPECT_EQ(error.path, "label");
  }
  EXPECT_EQ(refused(std::string(65, 'x'), grey_png(9)).message, "label: it must be at most 64 bytes of UTF-8");
  EXPECT_EQ(add(9, "grüne Ampel").label, "grüne Ampel");
}

TEST_F(SamplesTest, refuse_pictures_that_are_too_large_before_they_are_decoded) {
  samples.reset();
  samples = Samples::open({folder.path(), [](std::string_view) -> bool { throw std::logic_error("decoded"); }, limits})
                .value();
  const auto huge = testing::png_start(1U << 15U, 1U << 15U) + testing::png_chunk("IEND", "");
  EXPECT_EQ(refused("cat", huge).message, "image: it has 32768x32768 pixels; at most 16777216 are taken");
  EXPECT_EQ(refused("cat", std::string(1'000'001, 'x')).message,
            "image: it has 1000001 bytes; at most 1000000 are taken");
  EXPECT_EQ(files(), 0U);
}

TEST_F(SamplesTest, refuse_what_cannot_be_decoded) {
  samples.reset();
  samples = Samples::open({folder.path(), [](std::string_view) { return false; }, limits}).value();
  EXPECT_EQ(refused("cat", grey_png(1)).message, "image: it cannot be decoded; it is damaged");
  EXPECT_EQ(files(), 0U);
}

TEST_F(SamplesTest, refuse_more_than_there_may_be) {
  limits.samples = 2;
  open();
  add(1, "cat"), add(2, "cat");
  EXPECT_EQ(refused("cat", grey_png(3)).code, ErrorCode::storage_full);
  ASSERT_TRUE(samples->remove(1));
  add(3, "cat");
  limits = {.bytes = 2 * grey_png(0).size()};
  open();
  EXPECT_EQ(refused("cat", grey_png(4)).code, ErrorCode::storage_full);
}

TEST_F(SamplesTest, say_that_their_file_is_damaged) {
  samples.reset();
  std::ofstream(folder.path() / "samples.sqlite", std::ios::trunc) << std::string(4096, 'x');
  const auto opened = Samples::open({folder.path(), [](std::string_view) { return true; }, limits});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::store_damaged);
}

TEST_F(SamplesTest, keep_the_outcome_of_runs) {
  training::Run run;
  run.started = now;
  ASSERT_TRUE(samples->runs().insert(run));
  run.state = RunState::failed;
  run.message = "no";
  ASSERT_TRUE(samples->runs().update(run));
  training::Run other;
  ASSERT_TRUE(samples->runs().insert(other));
  open();
  EXPECT_EQ(samples->runs().find(0).value()->id, 2U);
  EXPECT_EQ(samples->runs().find(1).value()->message, "no");
  EXPECT_EQ(samples->runs().find(1).value()->started, now);
  EXPECT_EQ(samples->runs().find(3).value(), std::nullopt);
  ASSERT_TRUE(samples->runs().erase_old(1));
  EXPECT_EQ(samples->runs().find(1).value(), std::nullopt);
}

}  // namespace
}  // namespace visiond::training
