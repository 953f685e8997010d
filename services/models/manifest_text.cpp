// The text of model.json, without any file: parse_manifest().
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"
#include "services/models/manifest_tables.hpp"

#include <algorithm>
#include <utility>

namespace visiond::models {

namespace json = boost::json;

namespace {

// Reads one model.json and collects what is wrong with it.
class Reader {
 public:
  base::Result<ManifestText> read(const json::object& text, const std::filesystem::path& folder) {
    auto head = text;
    const auto files = take_object(head, "files"), input = take_object(head, "input"),
               features = take_object(head, "features");
    ManifestText read{manifest_table().parse(fill(manifest_table().section(), "", head)), {}};
    auto& manifest = read.manifest;
    const auto names = files_table().parse(fill(files_table().section(), "files", files));
    manifest.input = input_table().parse(fill(input_table().section(), "input", input));
    manifest.features = features_table().parse(fill(features_table().section(), "features", features));
    for (const char* key : {"id", "version", "task", "format", "sha256"}) require(text, "", key);
    require(files, "files", "network");
    manifest.folder = folder;
    manifest.network = folder / names.network;
    if (files.contains("weights")) manifest.weights = folder / names.weights;
    if (files.contains("labels")) read.labels_file = folder / names.labels;
    if (files.contains("report")) manifest.report = folder / names.report;
    if (mistakes_.empty()) {
      check_labels_once(text, files);
      check_weights(manifest, files);
      check_decoder(manifest);
      check_input(manifest);
      check_features(manifest, text);
      check_digests_of(manifest, files);
    }
    if (mistakes_.empty()) return read;
    const auto file = (folder / "model.json").string();
    std::string message;
    for (const auto& each : mistakes_) message += (message.empty() ? "" : "\n") + each;
    return base::Error{base::ErrorCode::invalid_request, file, std::move(message)};
  }

 private:
  void refuse(const std::string& key, const std::string& what) { mistakes_.push_back(key + ": " + what); }

  json::object take_object(json::object& from, const std::string& key) {
    const auto found = from.find(key);
    if (found == from.end()) return {};
    const auto value = found->value();
    from.erase(found);
    if (value.is_object()) return value.get_object();
    refuse(key, "it must be a map, as in {\"" + key + "\": {…}}");
    return {};
  }

  // Every member judged, what is missing at its default.
  json::object fill(const settings::Section& section, const std::string& parent, const json::object& members) {
    json::object full;
    std::vector<std::string> names;
    for (const auto& each : section.settings) {
      full.emplace(each.name, each.default_value);
      names.push_back(each.name);
    }
    if (parent.empty()) names.insert(names.end(), {"files", "input", "features"});
    for (const auto& member : members) {
      const std::string name = member.key();
      const auto path = parent.empty() ? settings::format_path({name}) : settings::child_path(parent, name);
      const auto* setting = section.find(name);
      if (setting == nullptr) {
        unknown(path, name, names);
        continue;
      }
      std::vector<settings::Violation> violations;
      auto value = settings::check_value(*setting, path, member.value(), violations);
      if (violations.empty()) full[name] = std::move(value);
      for (const auto& each : violations) refuse(each.path, each.message);
    }
    return full;
  }

  void unknown(const std::string& path, const std::string& name, const std::vector<std::string>& names) {
    std::string meant = settings::nearest(name, names);
    if (!meant.empty()) return refuse(path, "there is no such key; did you mean " + meant + "?");
    for (const auto& each : names) meant += (meant.empty() ? "" : ", ") + each;
    refuse(path, "there is no such key; the keys are " + meant);
  }

  void require(const json::object& members, const std::string& parent, const std::string& key) {
    if (!members.contains(key)) refuse(parent.empty() ? key : parent + "." + key, "it is missing; it must be given");
  }

  void check_labels_once(const json::object& text, const json::object& files) {
    const bool here = text.contains("labels"), there = files.contains("labels");
    if (here == there)
      refuse("labels", here ? "files.labels is given too; give one of the two"
                            : "it is missing; give the labels as a list, or files.labels, a file with one a line");
    if (here && text.at("labels").as_array().empty()) refuse("labels", "the list is empty; name at least one label");
  }

  void check_weights(const Manifest& manifest, const json::object& files) {
    const bool given = files.contains("weights");
    const std::string format(to_string(manifest.format));
    const bool needed = manifest.format == Format::darknet || manifest.format == Format::caffe;
    if (needed && !given) refuse("files.weights", "it is missing; format " + format + " has its weights in a file");
    if (!needed && given && manifest.format != Format::tensorflow)
      refuse("files.weights", "format " + format + " has no second file; leave it out");
  }

  void check_decoder(const Manifest& manifest) {
    const std::string format(to_string(manifest.format));
    const bool bare = manifest.format == Format::cascade || manifest.format == Format::opencv_ml;
    const bool detects = manifest.task == Task::detection;
    if (manifest.format == Format::cascade && !detects) refuse("task", "format cascade can only do detection");
    if (manifest.format == Format::opencv_ml && detects) refuse("task", "format opencv-ml can only do classification");
    if (bare && manifest.decoder != Decoder::none) refuse("decoder", "format " + format + " needs none; leave it out");
    if (bare) return;
    const bool fits = detects ? manifest.decoder != Decoder::none && manifest.decoder != Decoder::softmax
                              : manifest.decoder == Decoder::none || manifest.decoder == Decoder::softmax;
    if (fits) return;
    refuse("decoder", detects
                          ? "task detection needs the decoder that fits the network's outputs: yolo-darknet, yolov5, "
                            "yolov8, yolox, ssd, fastestdet, scores-boxes or blazeface"
                          : "task classification goes with softmax, or none where the outputs are probabilities");
  }

  void check_input(const Manifest& manifest) {
    const auto& input = manifest.input;
    if (manifest.format == Format::cascade) {
      if ((input.width == 0) != (input.height == 0))
        refuse(input.width == 0 ? "input.width" : "input.height", "it is missing; give both sizes or none");
      return;
    }
    if (manifest.format == Format::opencv_ml) return;
    const std::string right = "it must be 1 to " + std::to_string(4096) + " px, the network's own";
    if (input.width == 0) refuse("input.width", right);
    if (input.height == 0) refuse("input.height", right);
  }

  void check_features(const Manifest& manifest, const json::object& text) {
    if (manifest.format != Format::opencv_ml) {
      if (text.contains("features"))
        refuse("features",
               "format " + std::string(to_string(manifest.format)) + " takes the picture; say how with input");
      return;
    }
    if (text.contains("input")) refuse("input", "format opencv-ml takes features; give features instead");
    const auto& features = manifest.features;
    const bool dnn = features.type == FeatureType::dnn;
    if (dnn != !features.model.empty())
      refuse("features.model", dnn ? "it is missing; type dnn needs the network, as id@version"
                                   : "only type dnn has a network; leave it out");
    if (dnn && (features.width != 0 || features.height != 0))
      refuse("features.width", "type dnn takes what its network takes; leave both sizes out");
    if (!dnn && !features.layer.empty()) refuse("features.layer", "only type dnn has layers; leave it out");
    if (dnn) return;
    const bool hog = features.type == FeatureType::hog;
    const auto check_side = [&](const char* key, int side) {
      if (side == 0 || (hog && (side < 16 || side % 8 != 0)))
        refuse(key, hog ? "type hog needs a multiple of 8 px, 16 to 512" : "it must be 1 to 512 px");
    };
    check_side("features.width", features.width);
    check_side("features.height", features.height);
  }

  void check_digests_of(const Manifest& manifest, const json::object& files) {
    std::vector<std::string> names;
    for (const auto& [key, name] : files) names.emplace_back(name.as_string());
    for (const auto& name : names)
      if (!manifest.sha256.contains(name))
        refuse(settings::child_path("sha256", name), "it is missing; every file needs its SHA-256");
    for (const auto& [name, digest] : manifest.sha256)
      if (std::find(names.begin(), names.end(), name) == names.end())
        refuse(settings::child_path("sha256", name), "files names no such file");
  }

  std::vector<std::string> mistakes_;
};

}  // namespace

base::Result<ManifestText> parse_manifest(std::string_view text, const std::filesystem::path& folder) {
  const auto file = (folder / "model.json").string();
  const auto document = settings::read_json(text, {.file = file});
  if (!document) return base::Error{base::ErrorCode::invalid_request, file, document.error().message};
  const auto* members = document->if_object();
  if (members == nullptr)
    return base::Error{base::ErrorCode::invalid_request, file, "the file must hold one JSON object"};
  return Reader().read(*members, folder);
}

}  // namespace visiond::models
