#include "services/models/manifest_tables.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/path.hpp"

#include <algorithm>
#include <utility>

namespace visiond::models {

namespace json = boost::json;
using settings::row;
using settings::Table;
using settings::Type;
using settings::Violation;

namespace {

constexpr int longest_side = 4096;         // pixels
constexpr int longest_feature_side = 512;  // pixels
constexpr std::size_t longest_name = 128, most_labels = 10000;

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Part of a path that names a file of this folder and nothing else.
bool is_file_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '+';
  };
  return !name.empty() && name.size() <= longest_name && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), fits);
}

std::vector<Violation> check_part(const std::string& path, const json::value& value) {
  const std::string text(value.as_string());
  if (!text.empty() && !settings::find_mistake(settings::Format::model_reference, text + "@1")) return {};
  return {{.path = path,
           .message = settings::quoted(text) +
                      " cannot name a folder; it must be letters, digits, _, - and ., and start "
                      "with a letter or digit"}};
}

std::vector<Violation> check_file_name(const std::string& path, const json::value& value) {
  if (is_file_name(value.as_string())) return {};
  return {{.path = path,
           .message = settings::quoted(value.as_string()) +
                      " is no name of a file in the model's folder; it must be letters, digits, _, -, . and +, without "
                      "any folder"}};
}

std::vector<Violation> check_digests(const std::string& path, const json::value& value) {
  std::vector<Violation> violations;
  for (const auto& [name, digest] : value.as_object()) {
    const auto* text = digest.if_string();
    if (text != nullptr && is_digest(*text)) continue;
    violations.push_back({.path = settings::child_path(path, std::string(name)),
                          .message = "this is no SHA-256; it must be 64 hexadecimal digits in lower case"});
  }
  return violations;
}

std::vector<Violation> check_labels(const std::string& path, const json::value& value) {
  const auto& labels = value.as_array();
  if (labels.size() > most_labels) {
    return {{.path = path,
             .message = std::to_string(labels.size()) + " labels; there may be " + std::to_string(most_labels)}};
  }
  std::vector<Violation> violations;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i].as_string().empty())
      violations.push_back({.path = path + "[" + std::to_string(i) + "]", .message = "the label is empty"});
  return violations;
}

std::vector<Violation> check_mean(const std::string& path, const json::value& value) {
  const auto& numbers = value.as_array();
  if (numbers.size() == 3 && std::all_of(numbers.begin(), numbers.end(), [](const auto& n) { return n.is_number(); }))
    return {};
  return {{.path = path, .message = "the mean must be three numbers, one a channel, as in [127, 127, 127]"}};
}

std::array<double, 3> read_mean(const json::value& value) {
  std::array<double, 3> mean{};
  const auto& numbers = value.as_array();
  for (std::size_t i = 0; i < mean.size() && i < numbers.size(); ++i) mean[i] = numbers[i].to_number<double>();
  return mean;
}

std::map<std::string, std::string> read_digests(const json::value& value) {
  std::map<std::string, std::string> digests;
  for (const auto& [name, digest] : value.as_object()) digests[std::string(name)] = std::string(digest.as_string());
  return digests;
}

}  // namespace

const Table<Manifest>& manifest_table() {
  static const Table<Manifest> table{
      {.name = "model.json", .description = "A model"},
      {
          row(&Manifest::id, "id").preset("model").max_length(longest_name).check(check_part),
          row(&Manifest::version, "version").preset("1").max_length(longest_name).check(check_part),
          row(&Manifest::task, "task", {{"detection", Task::detection}, {"classification", Task::classification}})
              .preset("detection"),
          row(&Manifest::format, "format",
              {{"darknet", Format::darknet},
               {"onnx", Format::onnx},
               {"caffe", Format::caffe},
               {"tensorflow", Format::tensorflow},
               {"opencv-ml", Format::opencv_ml},
               {"cascade", Format::cascade}})
              .preset("onnx"),
          row(&Manifest::decoder, "decoder",
              {{"none", Decoder::none},
               {"yolo-darknet", Decoder::yolo_darknet},
               {"yolov5", Decoder::yolov5},
               {"yolov8", Decoder::yolov8},
               {"yolox", Decoder::yolox},
               {"ssd", Decoder::ssd},
               {"fastestdet", Decoder::fastestdet},
               {"scores-boxes", Decoder::scores_boxes},
               {"blazeface", Decoder::blazeface},
               {"softmax", Decoder::softmax}})
              .preset("none"),
          row(&Manifest::labels, "labels").preset(json::array{}).max_length(256).check(check_labels),
          row(&Manifest::sha256, "sha256", Type::map, read_digests).preset(json::object{}).check(check_digests),
          row(&Manifest::license, "license").preset(""),
          row(&Manifest::origin, "origin").preset(""),
      }};
  return table;
}

const Table<Files>& files_table() {
  static const Table<Files> table{{.name = "files", .description = "Files of a model"},
                                  {
                                      row(&Files::network, "network").preset("network").check(check_file_name),
                                      row(&Files::weights, "weights").preset("weights").check(check_file_name),
                                      row(&Files::labels, "labels").preset("labels").check(check_file_name),
                                      row(&Files::report, "report").preset("report").check(check_file_name),
                                  }};
  return table;
}

const Table<Input>& input_table() {
  static const Table<Input> table{
      {.name = "input", .description = "What a network takes"},
      {
          row(&Input::width, "width").unit("px").range(1, longest_side).or_zero().preset(0),
          row(&Input::height, "height").unit("px").range(1, longest_side).or_zero().preset(0),
          row(&Input::layout, "layout", {{"nchw", Layout::nchw}, {"nhwc", Layout::nhwc}}).preset("nchw"),
          row(&Input::resize, "resize", {{"stretch", Resize::stretch}, {"letterbox", Resize::letterbox}})
              .preset("stretch"),
          row(&Input::scale, "scale").range(1e-6, 1e6).preset(1),
          row(&Input::mean, "mean", Type::list, read_mean).preset({0, 0, 0}).check(check_mean),
          row(&Input::swap_rb, "swap_rb").preset(false),
      }};
  return table;
}

const Table<Features>& features_table() {
  static const Table<Features> table{
      {.name = "features", .description = "What an opencv-ml model takes"},
      {
          row(&Features::type, "type",
              {{"hog", FeatureType::hog}, {"pixels", FeatureType::pixels}, {"dnn", FeatureType::dnn}})
              .preset("hog"),
          row(&Features::width, "width").unit("px").range(1, longest_feature_side).or_zero().preset(0),
          row(&Features::height, "height").unit("px").range(1, longest_feature_side).or_zero().preset(0),
          row(&Features::model, "model").format(settings::Format::model_reference).preset(""),
          row(&Features::layer, "layer").max_length(256).preset(""),
      }};
  return table;
}

std::string_view to_string(Format format) {
  const auto& words = manifest_table().section().find("format")->choices;
  return words.at(static_cast<std::size_t>(format));
}

std::string_view to_string(Decoder decoder) {
  const auto& words = manifest_table().section().find("decoder")->choices;
  return words.at(static_cast<std::size_t>(decoder));
}

}  // namespace visiond::models
