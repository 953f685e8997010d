#include "services/camera/file_source.hpp"

#include "tests/support/temp_folder.hpp"
#include "tests/unit/camera/test_video.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace visiond::camera {
namespace {

class FileSourceTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  std::string video(int frames, double fps = 25) const {
    write_video(path("clip.avi"), frames, fps);
    return path("clip.avi");
  }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
  }
  // Why it cannot be opened; the path must stand before it.
  std::string reason(const std::string& name) const {
    FileSource source(path(name));
    const auto opened = source.open({});
    EXPECT_FALSE(opened) << name;
    if (opened) return {};
    EXPECT_EQ(opened.error().path, "camera.source");
    const std::string start = "cannot open " + path(name) + ": ";
    EXPECT_TRUE(opened.error().message.starts_with(start)) << opened.error().message;
    return opened.error().message.substr(start.size());
  }

  testing::TempFolder folder;
};

TEST_F(FileSourceTest, plays_every_frame_in_the_files_own_format) {
  FileSource source(video(40, 12));
  ASSERT_TRUE(source.open({}));
  EXPECT_EQ(source.format(), (Format{160, 48, 12}));
  EXPECT_EQ(source.length(), 40);
  for (int index = 0; index < 40; ++index) {
    const auto image = source.read(index);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->type(), CV_8UC3);
    EXPECT_EQ(number_in(*image), index);
  }
}

TEST_F(FileSourceTest, scales_to_the_size_and_takes_the_rate_that_is_asked_for) {
  FileSource source(video(3));
  ASSERT_TRUE(source.open({320, 120, 50}));
  EXPECT_EQ(source.format(), (Format{320, 120, 50}));
  const auto image = *source.read(2);
  EXPECT_EQ(image.size(), cv::Size(320, 120));
  EXPECT_EQ(number_in(image), 2);
}

TEST_F(FileSourceTest, finds_frames_in_any_order) {
  FileSource source(video(200));
  ASSERT_TRUE(source.open({}));
  for (const std::int64_t index : {150, 3, 4, 20, 199, 0, 100, 101, 140, 1})
    EXPECT_EQ(number_in(*source.read(index)), index);
}

TEST_F(FileSourceTest, starts_again_after_its_end) {
  FileSource source(video(5));
  ASSERT_TRUE(source.open({}));
  for (int round = 0; round < 3; ++round) {
    for (int index = 0; index < 5; ++index) EXPECT_EQ(number_in(*source.read(index)), index);
  }
}

TEST_F(FileSourceTest, finds_the_end_of_a_file_that_was_cut_off) {
  const auto whole = video(100);
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  FileSource source(whole);
  ASSERT_TRUE(source.open({}));
  std::int64_t index = 0;
  while (source.read(index)) ++index;
  EXPECT_GT(index, 30);
  EXPECT_LT(index, 70);
  EXPECT_EQ(source.length(), index);
  EXPECT_EQ(number_in(*source.read(0)), 0);
}

TEST_F(FileSourceTest, ends_early_when_it_is_sent_behind_its_real_end) {
  const auto whole = video(100);
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  FileSource source(whole);
  ASSERT_TRUE(source.open({}));
  EXPECT_FALSE(source.read(90));
  EXPECT_EQ(source.length(), 90);
  EXPECT_EQ(number_in(*source.read(0)), 0);
}

TEST_F(FileSourceTest, says_that_there_is_no_such_file) { EXPECT_EQ(reason("none.avi"), "no such file"); }

TEST_F(FileSourceTest, says_that_a_folder_is_no_video) {
  std::filesystem::create_directory(path("clips"));
  EXPECT_EQ(reason("clips"), "it is a folder, not a video file");
}

TEST_F(FileSourceTest, does_not_wait_for_a_writer_of_a_pipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(reason("pipe"), "it is not a regular file");
}

TEST_F(FileSourceTest, says_that_a_file_is_empty) {
  write("empty.avi", "");
  EXPECT_EQ(reason("empty.avi"), "the file is empty");
}

TEST_F(FileSourceTest, says_that_a_file_is_no_video) {
  write("notes.avi", "To do: buy milk\n");
  EXPECT_EQ(reason("notes.avi"), "it is not a video that can be decoded");
  std::string noise;
  for (unsigned n = 0; n < 100000; ++n) noise += static_cast<char>(n * 2654435761U >> 13);
  write("noise.bin", noise);
  EXPECT_EQ(reason("noise.bin"), "it is not a video that can be decoded");
}

TEST_F(FileSourceTest, says_that_a_header_alone_has_no_frame) {
  const auto whole = video(10);
  std::ifstream in(whole, std::ios::binary);
  std::string head(2048, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  write("head.avi", head);
  FileSource source(path("head.avi"));
  const auto opened = source.open({});
  const auto error = opened ? source.read(0).error() : opened.error();
  EXPECT_NE(error.message.find(path("head.avi")), std::string::npos);
}

// Root may read everything, so such a test runs as nobody.
class AsNobody {
 public:
  AsNobody() : root_(::geteuid() == 0) {
    constexpr uid_t nobody = 65534;
    if (root_ && ::seteuid(nobody) != 0) throw std::runtime_error("cannot become nobody");
  }
  ~AsNobody() {
    if (root_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool root_;
};

TEST_F(FileSourceTest, says_that_a_file_may_not_be_read) {
  video(3);
  std::filesystem::permissions(path("clip.avi"), std::filesystem::perms::none);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const AsNobody nobody;
  EXPECT_EQ(reason("clip.avi"), "Permission denied");
}

TEST_F(FileSourceTest, says_that_a_folder_on_the_way_may_not_be_searched) {
  std::filesystem::create_directory(path("locked"));
  write_video(path("locked/clip.avi"), 3, 25);
  std::filesystem::permissions(path("locked"), std::filesystem::perms::none);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  {
    const AsNobody nobody;
    EXPECT_EQ(reason("locked/clip.avi"), "Permission denied");
  }
  std::filesystem::permissions(path("locked"), std::filesystem::perms::owner_all);
}

TEST(SampleFootage, gives_the_same_frame_by_playing_and_by_seeking) {
  if (!std::filesystem::exists(sample_footage)) GTEST_SKIP() << "Debian's opencv-doc is not installed";
  FileSource played(sample_footage), sought(sample_footage);
  ASSERT_TRUE(played.open({}));
  ASSERT_TRUE(sought.open({}));
  EXPECT_EQ(played.format(), (Format{768, 576, 10}));
  EXPECT_EQ(played.length(), 795);
  const std::vector<std::int64_t> some{794, 700, 511, 333, 332, 90, 1};
  std::vector<cv::Mat> pictures(795);
  for (std::int64_t index = 0; index < 795; ++index) pictures[static_cast<std::size_t>(index)] = *played.read(index);
  for (const auto index : some)
    EXPECT_EQ(cv::norm(pictures[static_cast<std::size_t>(index)], *sought.read(index), cv::NORM_INF), 0) << index;
}

}  // namespace
}  // namespace visiond::camera
