#include "services/camera/image_folder_source.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <fstream>

namespace visiond::camera {
namespace {

class ImageFolderSourceTest : public ::testing::Test {
 protected:
  void add(const std::string& name, int grey, cv::Size size = {40, 20}) {
    ASSERT_TRUE(cv::imwrite((folder.path() / name).string(), cv::Mat(size, CV_8UC3, cv::Scalar::all(grey))));
  }
  void add_text(const std::string& name) { std::ofstream(folder.path() / name) << "no picture"; }
  ImageFolderSource opened(const Format& wanted = {}) {
    ImageFolderSource source(folder.path().string());
    const auto result = source.open(wanted);
    EXPECT_TRUE(result) << result.error().message;
    return source;
  }
  std::string mistake(const std::string& path) {
    ImageFolderSource source(path);
    const auto result = source.open({});
    EXPECT_FALSE(result);
    return result ? "" : result.error().message;
  }

  testing::TempFolder folder;
};

TEST_F(ImageFolderSourceTest, shows_pictures_by_name_one_a_second) {
  add("b.png", 100);
  add("a.JPG.png", 50);
  add("c.bmp", 150);
  add_text("notes.txt");
  auto source = opened();
  EXPECT_EQ(source.format(), (Format{40, 20, 1}));
  EXPECT_EQ(source.length(), 3);
  EXPECT_FALSE(source.live());
  for (int n = 0; n < 3; ++n) EXPECT_EQ(source.read(n).value().at<cv::Vec3b>(5, 5)[0], 50 * (n + 1));
}

TEST_F(ImageFolderSourceTest, leaves_a_damaged_picture_out) {
  add_text("a.jpg");
  add("b.png", 50);
  auto source = opened();
  EXPECT_EQ(source.format().width, 40);
  EXPECT_TRUE(source.read(0).value().empty());
  EXPECT_FALSE(source.read(1).value().empty());
  std::filesystem::remove(folder.path() / "b.png");
  EXPECT_TRUE(source.read(1).value().empty());
}

TEST_F(ImageFolderSourceTest, fits_pictures_into_one_size_and_keeps_their_shape) {
  add("a.png", 50);
  add("b.png", 200, {20, 20});
  auto source = opened();
  const auto square = source.read(1).value();
  EXPECT_EQ(square.size(), cv::Size(40, 20));
  EXPECT_EQ(square.at<cv::Vec3b>(10, 20)[0], 200);
  EXPECT_EQ(square.at<cv::Vec3b>(10, 2)[0], 0);
  auto asked = opened({80, 80, 5});
  EXPECT_EQ(asked.format(), (Format{80, 80, 5}));
  EXPECT_EQ(asked.read(0).value().size(), cv::Size(80, 80));
}

TEST_F(ImageFolderSourceTest, says_what_is_wrong) {
  const auto path = folder.path().string();
  EXPECT_EQ(mistake(path + "/none"), "cannot open images:" + path + "/none: no such folder");
  EXPECT_NE(mistake(path).find("there is no picture in it"), std::string::npos);
  add_text("a.jpg");
  EXPECT_NE(mistake(path).find("none of its 1 pictures decodes"), std::string::npos);
  EXPECT_NE(mistake(path + "/a.jpg").find("it is no folder"), std::string::npos);
}

}  // namespace
}  // namespace visiond::camera
