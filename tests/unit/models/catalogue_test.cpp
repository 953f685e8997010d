#include "services/models/catalogue.hpp"

#include "tests/unit/models/sample_model.hpp"

#include <gtest/gtest.h>

namespace visiond::models {
namespace {

std::string entry(const std::string& urls, const std::string& manifest = sample_manifest()) {
  return R"({"manifest": )" + manifest + R"(, "urls": )" + urls + "}";
}
std::string catalogue(const std::string& entries) { return R"({"models": [)" + entries + "]}"; }

std::string mistake(const std::string& text) {
  const auto read = parse_catalogue(text, "models.json");
  return read ? "accepted" : read.error().message;
}

const std::string good = R"({"net.onnx": "https://example.org/net.onnx"})";

TEST(Catalogue, reads_manifests_with_the_address_of_each_file) {
  const auto all = parse_catalogue("// comments\n" + catalogue(entry(good)), "models.json").value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].manifest.name(), "sample@1");
  EXPECT_EQ(all[0].urls.at("net.onnx"), "https://example.org/net.onnx");
  EXPECT_EQ(parse_manifest(all[0].text, "/x").value().manifest.name(), "sample@1") << "it can be written as model.json";
}

TEST(Catalogue, names_the_entry_and_what_is_wrong_with_it) {
  EXPECT_EQ(mistake("{}"), "models.json: models: it must be a list of models");
  EXPECT_EQ(mistake(catalogue("3")), "models.json: models[0]: it must be a map with manifest and urls");
  EXPECT_EQ(mistake(catalogue(entry("{}"))), "models.json: models[0]: urls: net.onnx: its address is missing");
  EXPECT_EQ(mistake(catalogue(entry(R"({"net.onnx": "ftp://x/y"})"))),
            "models.json: models[0]: urls: net.onnx: it must be an address that begins with https:// or http://");
  EXPECT_EQ(mistake(catalogue(entry(R"({"net.onnx": "https://x/y", "b": "https://x/y"})"))),
            "models.json: models[0]: urls: b: the manifest names no such file");
  EXPECT_EQ(mistake(catalogue(entry(good) + "," + entry(good))), "models.json: models[1]: sample@1 comes twice");
  EXPECT_NE(mistake(catalogue(entry(good, R"({"id": "x"})"))).find("version: it is missing"), std::string::npos);
}

TEST(Catalogue, may_be_missing) { EXPECT_TRUE(read_catalogue("/there/is/no/such/file").value().empty()); }

TEST(Catalogue, which_is_delivered_is_right) {
  const auto all = read_catalogue(std::string(VISIOND_SOURCE_DIR) + "/config/models.json");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->size(), 3U);
  for (const auto& each : *all) {
    EXPECT_FALSE(each.manifest.license.empty()) << each.manifest.name();
    for (const auto& [file, url] : each.urls) EXPECT_TRUE(url.starts_with("https://")) << url;
  }
}

}  // namespace
}  // namespace visiond::models
