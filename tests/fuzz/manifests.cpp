// The input as a model.json.
#include "services/models/manifest.hpp"
#include "tests/fuzz/promise.hpp"

namespace {

using visiond::fuzz::promise;
using visiond::models::Manifest;

const std::filesystem::path folder = "/models/id/1";

// What is joined to a folder's path stays below it.
bool is_one_name(const std::string& text) {
  return !text.empty() && text.find('/') == std::string::npos && text.find('\0') == std::string::npos &&
         text.front() != '.';
}

void check(const Manifest& manifest, const std::filesystem::path& labels_file) {
  promise(is_one_name(manifest.id) && is_one_name(manifest.version), "id and version name folders");
  for (const auto& file : {manifest.network, manifest.weights, labels_file}) {
    if (file.empty()) continue;
    promise(file.parent_path() == folder && is_one_name(file.filename()), "files stay in the folder", file.string());
    promise(manifest.sha256.contains(file.filename()), "every file is pinned", file.string());
  }
  promise(!manifest.network.empty(), "there is a network");
  promise(manifest.labels.empty() != labels_file.empty(), "labels come from one place");
  const auto& input = manifest.input;
  promise(input.width >= 0 && input.width <= 4096 && input.height >= 0 && input.height <= 4096, "sizes are in range");
  promise(input.scale > 0, "the scale is positive");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = visiond::models::parse_manifest(visiond::fuzz::text_of(data, size), folder);
  if (parsed) {
    check(parsed->manifest, parsed->labels_file);
    return 0;
  }
  const auto& error = parsed.error();
  promise(error.code == visiond::base::ErrorCode::invalid_request, "the file is refused");
  promise(error.path == folder / "model.json" && !error.message.empty(), "the file is blamed", error.message);
  return 0;
}
