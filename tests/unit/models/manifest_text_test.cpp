#include "services/models/manifest.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <functional>

namespace visiond::models {
namespace {

namespace json = boost::json;

json::object right() {
  return json::parse(R"({
    "id": "yolo", "version": "1.1", "task": "detection", "format": "darknet", "decoder": "yolo-darknet",
    "files": {"network": "yolo.cfg", "weights": "yolo.weights"}, "labels": ["person", "bicycle"],
    "input": {"width": 320, "height": 240, "layout": "nchw", "resize": "letterbox", "scale": 0.5,
              "mean": [1, 2.5, 3], "swap_rb": true},
    "license": "MIT", "origin": "somewhere",
    "sha256": {"yolo.cfg": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
               "yolo.weights": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}})")
      .as_object();
}

std::string mistakes_in(const json::object& manifest) {
  const auto parsed = parse_manifest(json::serialize(manifest), "/models/yolo/1.1");
  if (parsed) return "none";
  EXPECT_EQ(parsed.error().code, base::ErrorCode::invalid_request);
  EXPECT_EQ(parsed.error().path, "/models/yolo/1.1/model.json");
  return parsed.error().message;
}

std::string mistakes_after(const std::function<void(json::object&)>& change) {
  auto manifest = right();
  change(manifest);
  return mistakes_in(manifest);
}

json::object& inner(json::object& manifest, const char* key) { return manifest[key].as_object(); }

TEST(ManifestText, is_read_whole) {
  const auto parsed = parse_manifest(json::serialize(right()), "/models/yolo/1.1").value();
  const auto& manifest = parsed.manifest;
  EXPECT_EQ(manifest.name(), "yolo@1.1");
  EXPECT_EQ(manifest.task, Task::detection);
  EXPECT_EQ(manifest.format, Format::darknet);
  EXPECT_EQ(manifest.decoder, Decoder::yolo_darknet);
  EXPECT_EQ(manifest.network, "/models/yolo/1.1/yolo.cfg");
  EXPECT_EQ(manifest.weights, "/models/yolo/1.1/yolo.weights");
  EXPECT_EQ(manifest.labels, (std::vector<std::string>{"person", "bicycle"}));
  EXPECT_EQ(manifest.input.width, 320);
  EXPECT_EQ(manifest.input.height, 240);
  EXPECT_EQ(manifest.input.layout, Layout::nchw);
  EXPECT_EQ(manifest.input.resize, Resize::letterbox);
  EXPECT_EQ(manifest.input.scale, 0.5);
  EXPECT_EQ(manifest.input.mean, (std::array<double, 3>{1, 2.5, 3}));
  EXPECT_TRUE(manifest.input.swap_rb);
  EXPECT_EQ(manifest.license, "MIT");
  EXPECT_EQ(manifest.origin, "somewhere");
  EXPECT_EQ(manifest.sha256.size(), 2U);
  EXPECT_TRUE(parsed.labels_file.empty());
}

TEST(ManifestText, names_its_words_as_they_are_written) {
  EXPECT_EQ(to_string(Format::opencv_ml), "opencv-ml");
  EXPECT_EQ(to_string(Format::cascade), "cascade");
  EXPECT_EQ(to_string(Decoder::none), "none");
  EXPECT_EQ(to_string(Decoder::yolo_darknet), "yolo-darknet");
  EXPECT_EQ(to_string(Decoder::scores_boxes), "scores-boxes");
  EXPECT_EQ(to_string(Decoder::softmax), "softmax");
}

TEST(ManifestText, must_be_a_json_object) {
  const auto broken = parse_manifest("{", "/models/yolo/1.1");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, base::ErrorCode::invalid_request);
  EXPECT_TRUE(broken.error().message.starts_with("/models/yolo/1.1/model.json:1:2: ")) << broken.error().message;
  EXPECT_FALSE(parse_manifest("[]", "/models/yolo/1.1"));
}

TEST(ManifestText, lists_every_key_that_is_missing) {
  EXPECT_EQ(mistakes_in({}),
            "id: it is missing; it must be given\n"
            "version: it is missing; it must be given\n"
            "task: it is missing; it must be given\n"
            "format: it is missing; it must be given\n"
            "sha256: it is missing; it must be given\n"
            "files.network: it is missing; it must be given");
}

TEST(ManifestText, is_told_what_is_wrong_with_each_key) {
  EXPECT_EQ(mistakes_after([](auto& m) {
              m["format"] = "onxx";
              inner(m, "input")["width"] = 0.5;
              inner(m, "input")["mean"] = {1, 2};
              m["colour"] = "red";
              inner(m, "input")["heigth"] = 7;
            }),
            "format: \"onxx\" is not one of the choices; it must be darknet, onnx, caffe, tensorflow, opencv-ml or "
            "cascade\n"
            "colour: there is no such key; the keys are id, version, task, format, decoder, labels, sha256, license, "
            "origin, files, input, features\n"
            "input.width: 0.5 is not a whole number; it must be a whole number, 0 or 1 to 4096 px\n"
            "input.mean: the mean must be three numbers, one a channel, as in [127, 127, 127]\n"
            "input.heigth: there is no such key; did you mean height?");
  EXPECT_EQ(mistakes_after([](auto& m) { m["input"] = 3; }), "input: it must be a map, as in {\"input\": {…}}");
  EXPECT_EQ(mistakes_after([](auto& m) { inner(m, "input")["width"] = 5000; }),
            "input.width: 5000 is out of range; it must be 0 or 1 to 4096 px");
}

TEST(ManifestText, says_which_network_makes_features) {
  const auto manifest = [](const std::string& features, const std::string& files = R"("network": "m.yml")") {
    return parse_manifest(R"({"id": "a", "version": "1", "task": "classification", "format": "opencv-ml", "files": {)" +
                              files + R"(}, "labels": ["x"], "sha256": {"m.yml": ")" + std::string(64, 'a') +
                              R"(", "r.json": ")" + std::string(64, 'b') + R"("}, "features": )" + features + "}",
                          "/m");
  };
  const auto both = R"("network": "m.yml", "report": "r.json")";
  const auto read = manifest(R"({"type": "dnn", "model": "net@1", "layer": "fc"})", both).value().manifest;
  EXPECT_EQ(read.features.type, FeatureType::dnn);
  EXPECT_EQ(read.features.model, "net@1");
  EXPECT_EQ(read.features.layer, "fc");
  EXPECT_EQ(read.report, "/m/r.json");
  const auto mistake = [&](const std::string& features) { return manifest(features, both).error().message; };
  EXPECT_EQ(mistake(R"({"type": "dnn"})"), "features.model: it is missing; type dnn needs the network, as id@version");
  EXPECT_EQ(mistake(R"({"type": "dnn", "model": "net@1", "width": 9})"),
            "features.width: type dnn takes what its network takes; leave both sizes out");
  EXPECT_EQ(mistake(R"({"width": 32, "height": 32, "model": "net@1", "layer": "fc"})"),
            "features.model: only type dnn has a network; leave it out\n"
            "features.layer: only type dnn has layers; leave it out");
  EXPECT_FALSE(manifest(R"({"type": "dnn", "model": "net"})", both));
}

TEST(ManifestText, says_which_features_an_opencv_ml_model_takes) {
  const auto learned = [](json::object features) {
    return [features = std::move(features)](json::object& m) {
      m["format"] = "opencv-ml";
      m["task"] = "classification";
      m.erase("decoder");
      m.erase("input");
      inner(m, "files").erase("weights");
      inner(m, "sha256").erase("yolo.weights");
      m["features"] = features;
    };
  };
  EXPECT_EQ(mistakes_after(learned({{"type", "hog"}, {"width", 32}, {"height", 64}})), "none");
  EXPECT_EQ(mistakes_after(learned({{"type", "pixels"}, {"width", 7}, {"height", 512}})), "none");
  EXPECT_EQ(mistakes_after(learned({{"width", 36}})),
            "features.width: type hog needs a multiple of 8 px, 16 to 512\n"
            "features.height: type hog needs a multiple of 8 px, 16 to 512");
  EXPECT_EQ(mistakes_after(learned({{"type", "pixels"}})),
            "features.width: it must be 1 to 512 px\nfeatures.height: it must be 1 to 512 px");
  EXPECT_EQ(mistakes_after(learned({{"type", "sift"}, {"width", 32}, {"height", 32}})),
            "features.type: \"sift\" is not one of the choices; it must be hog, pixels or dnn");
  EXPECT_EQ(mistakes_after([&](auto& m) {
              learned({{"width", 32}, {"height", 32}})(m);
              m["input"] = {{"width", 32}, {"height", 32}};
            }),
            "input: format opencv-ml takes features; give features instead");
  EXPECT_EQ(mistakes_after([](auto& m) {
              m["features"] = {{"width", 32}, {"height", 32}};
            }),
            "features: format darknet takes the picture; say how with input");
}

TEST(ManifestText, keeps_names_inside_the_folder) {
  for (const auto* wrong : {"..", ".", "", "a/b", "../x", "/etc/passwd", "a\\b", ".hidden", "-x"}) {
    EXPECT_TRUE(mistakes_after([&](auto& m) { inner(m, "files")["network"] = wrong; })
                    .starts_with("files.network: \"" + std::string(wrong == std::string("a\\b") ? "a\\\\b" : wrong) +
                                 "\" is no name of a file"))
        << wrong;
    EXPECT_TRUE(mistakes_after([&](auto& m) { m["version"] = wrong; }).starts_with("version: ")) << wrong;
    EXPECT_TRUE(mistakes_after([&](auto& m) { m["id"] = wrong; }).starts_with("id: ")) << wrong;
  }
  EXPECT_TRUE(mistakes_after([&](auto& m) { m["id"] = "a@b"; }).starts_with("id: "));
}

TEST(ManifestText, pins_every_file) {
  EXPECT_EQ(mistakes_after([](auto& m) { inner(m, "sha256").erase("yolo.cfg"); }),
            "sha256[\"yolo.cfg\"]: it is missing; every file needs its SHA-256");
  EXPECT_EQ(mistakes_after([](auto& m) { inner(m, "sha256")["yolo.cfg"] = "E3B0"; }),
            "sha256[\"yolo.cfg\"]: this is no SHA-256; it must be 64 hexadecimal digits in lower case");
  EXPECT_EQ(mistakes_after([](auto& m) { inner(m, "sha256")["x"] = std::string(64, '0'); }),
            "sha256.x: files names no such file");
}

TEST(ManifestText, gives_its_labels_once) {
  const std::string both = "labels: files.labels is given too; give one of the two";
  EXPECT_TRUE(mistakes_after([](auto& m) { inner(m, "files")["labels"] = "coco.names"; }).starts_with(both));
  EXPECT_TRUE(mistakes_after([](auto& m) { m.erase("labels"); }).starts_with("labels: it is missing; "));
  EXPECT_EQ(mistakes_after([](auto& m) { m["labels"] = json::array{}; }),
            "labels: the list is empty; name at least one label");
  EXPECT_EQ(mistakes_after([](auto& m) { m["labels"] = {"cat", ""}; }), "labels[1]: the label is empty");
  const auto from_file = [](auto& m) {
    m.erase("labels");
    inner(m, "files")["labels"] = "coco.names";
    inner(m, "sha256")["coco.names"] = std::string(64, '0');
  };
  auto manifest = right();
  from_file(manifest);
  EXPECT_EQ(parse_manifest(json::serialize(manifest), "/m").value().labels_file, "/m/coco.names");
}

TEST(ManifestText, has_weights_where_its_format_has) {
  const auto without = [](auto& m) {
    inner(m, "files").erase("weights");
    inner(m, "sha256").erase("yolo.weights");
  };
  EXPECT_EQ(mistakes_after(without), "files.weights: it is missing; format darknet has its weights in a file");
  EXPECT_EQ(mistakes_after([](auto& m) { m["format"] = "onnx"; }),
            "files.weights: format onnx has no second file; leave it out");
  EXPECT_EQ(mistakes_after([](auto& m) { m["format"] = "tensorflow"; }), "none");
  EXPECT_EQ(mistakes_after([&](auto& m) {
              without(m);
              m["format"] = "tensorflow";
            }),
            "none");
}

TEST(ManifestText, has_the_decoder_of_its_task) {
  EXPECT_TRUE(mistakes_after([](auto& m) { m.erase("decoder"); }).starts_with("decoder: task detection needs"));
  EXPECT_TRUE(mistakes_after([](auto& m) { m["decoder"] = "softmax"; }).starts_with("decoder: task detection needs"));
  EXPECT_TRUE(mistakes_after([](auto& m) {
                m["task"] = "classification";
              }).starts_with("decoder: task classification goes with softmax"));
  EXPECT_EQ(mistakes_after([](auto& m) {
              m["task"] = "classification";
              m["decoder"] = "softmax";
            }),
            "none");
}

TEST(ManifestText, has_a_size_unless_it_is_a_cascade) {
  EXPECT_EQ(mistakes_after([](auto& m) { inner(m, "input").erase("height"); }),
            "input.height: it must be 1 to 4096 px, the network's own");
  const auto cascade = [](auto& m) {
    m["format"] = "cascade";
    m.erase("decoder");
    m.erase("input");
    inner(m, "files").erase("weights");
    inner(m, "sha256").erase("yolo.weights");
  };
  EXPECT_EQ(mistakes_after(cascade), "none");
  EXPECT_EQ(mistakes_after([&](auto& m) {
              cascade(m);
              m["input"] = {{"width", 100}};
            }),
            "input.height: it is missing; give both sizes or none");
  EXPECT_EQ(mistakes_after([&](auto& m) {
              cascade(m);
              m["decoder"] = "ssd";
              m["task"] = "classification";
            }),
            "task: format cascade can only do detection\n"
            "decoder: format cascade needs none; leave it out");
}

}  // namespace
}  // namespace visiond::models
