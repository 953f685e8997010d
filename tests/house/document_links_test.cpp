#include "tests/house/document_links.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace visiond::house {
namespace {

using Lines = std::vector<std::string>;

TEST(DocumentLinks, lead_somewhere_in_every_document_of_this_repository) {
  const auto all = documents(VISIOND_SOURCE_DIR);
  ASSERT_GT(all.size(), 3u);
  for (const auto& document : all) EXPECT_EQ(broken_links(VISIOND_SOURCE_DIR, document), Lines()) << document;
}

class PlantedDocument : public ::testing::Test {
 protected:
  PlantedDocument() {
    std::filesystem::create_directories(folder_.path() / "docs");
    std::ofstream(folder_.path() / "README.md") << "# visiond\n\n## Five minutes, no more\n";
  }

  Lines broken(const std::string& text) {
    std::ofstream(folder_.path() / "docs/guide.md") << text;
    return broken_links(folder_.path(), "docs/guide.md");
  }

  testing::TempFolder folder_;
};

TEST_F(PlantedDocument, is_found_in_docs) {
  broken("");
  EXPECT_EQ(documents(folder_.path()), (std::vector<std::filesystem::path>{"README.md", "docs/guide.md"}));
}

TEST_F(PlantedDocument, may_link_to_files_and_headings_that_are_there) {
  EXPECT_EQ(broken("# A\n[b](../README.md) [c](../README.md#five-minutes-no-more) [d](#a) [e](https://gone.example)\n"),
            Lines());
}

TEST_F(PlantedDocument, must_not_link_to_a_file_that_is_gone) {
  EXPECT_EQ(broken("\n[b](gone.md)\n"), Lines{"docs/guide.md:2: gone.md: there is no such file"});
}

TEST_F(PlantedDocument, must_not_link_to_a_heading_that_is_gone) {
  EXPECT_EQ(broken("[b](../README.md#six-minutes)\n"),
            Lines{"docs/guide.md:1: ../README.md#six-minutes: there is no such heading"});
}

TEST_F(PlantedDocument, must_not_name_a_path_that_is_gone) {
  EXPECT_EQ(broken("`docs/guide.md`, `docs/`, `docs/gone.md`, `build/dev/bin`, `and/or`, `docs/*.md`\n"),
            Lines{"docs/guide.md:1: docs/gone.md: there is no such file"});
}

TEST_F(PlantedDocument, may_show_any_path_in_a_block) { EXPECT_EQ(broken("```\n`docs/gone.md`\n```\n"), Lines()); }

}  // namespace
}  // namespace visiond::house
