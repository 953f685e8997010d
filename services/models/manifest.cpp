// What of a model lies on the disk: read_manifest() and verify().
#include "services/models/manifest.hpp"

#include "daemon/settings/formats.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::uintmax_t most_text = std::uintmax_t{1} << 20;  // bytes of model.json and of a file of labels
constexpr std::size_t longest_label = 256, most_labels = 10000;

Error refused(const fs::path& file, std::string message) {
  return {ErrorCode::invalid_request, file.string(), std::move(message)};
}

Result<std::string> read_text(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return refused(file, file.string() + " cannot be read: " + error.message());
  if (size > most_text) return refused(file, file.string() + " is larger than 1 MiB; that is no text of a model");
  std::string text(size, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(text.data(), static_cast<std::streamsize>(size)))
    return refused(file, file.string() + " cannot be read");
  return text;
}

// A link may lead elsewhere, so the name alone does not say where the file is. `real_folder` is `folder` without links.
std::optional<std::string> mistake_in(const fs::path& file, const fs::path& folder, const fs::path& real_folder) {
  std::error_code error;
  const auto real = fs::canonical(file, error);
  const std::string name = file.filename().string();
  if (error) return name + " is not in the folder " + folder.string();
  if (!fs::is_regular_file(real, error)) return name + " is no regular file";
  if (real.parent_path() != real_folder) return name + " leads out of the folder " + folder.string();
  return std::nullopt;
}

Result<std::vector<std::string>> read_labels(const fs::path& file) {
  const auto text = read_text(file);
  if (!text) return text.error();
  const auto at = [&](std::size_t line) {
    return "files.labels: " + file.filename().string() + ":" + std::to_string(line);
  };
  std::vector<std::string> labels;
  for (std::size_t begin = 0; begin < text->size();) {
    const auto end = std::min(text->find('\n', begin), text->size());
    std::string label = text->substr(begin, end - begin);
    begin = end + 1;
    if (label.ends_with('\r')) label.pop_back();
    labels.push_back(std::move(label));
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i].empty() || labels[i].size() > longest_label || !settings::is_text(labels[i]))
      return refused(file, at(i + 1) + ": this is no label; a line must hold 1 to 256 bytes of UTF-8");
  if (labels.empty() || labels.size() > most_labels)
    return refused(file, at(labels.size()) + ": the file must hold 1 to " + std::to_string(most_labels) + " labels");
  return labels;
}

}  // namespace

Result<Manifest> read_manifest(const fs::path& folder) {
  const auto absolute = fs::absolute(folder).lexically_normal();
  const auto file = absolute / "model.json";
  const auto text = read_text(file);
  if (!text) return text.error();
  auto parsed = parse_manifest(*text, absolute);
  if (!parsed) return parsed.error();
  auto& manifest = parsed->manifest;
  std::string mistakes;
  std::error_code error;
  const auto real_folder = fs::canonical(absolute, error);
  const auto look_at = [&](const char* key, const fs::path& path) {
    if (path.empty()) return;
    if (const auto mistake = mistake_in(path, absolute, real_folder))
      mistakes += (mistakes.empty() ? "" : "\n") + std::string(key) + ": " + *mistake;
  };
  look_at("files.network", manifest.network);
  look_at("files.weights", manifest.weights);
  look_at("files.labels", parsed->labels_file);
  look_at("files.report", manifest.report);
  if (!mistakes.empty()) return refused(file, std::move(mistakes));
  if (!parsed->labels_file.empty()) {
    auto labels = read_labels(parsed->labels_file);
    if (!labels) return labels.error();
    manifest.labels = std::move(*labels);
  }
  return std::move(manifest);
}

Result<void> verify(const Manifest& manifest, const DigestOf& digest_of) {
  for (const auto& [name, wanted] : manifest.sha256) {
    const auto file = manifest.folder / name;
    const auto found = digest_of(file);
    if (!found) return refused(file, file.string() + " cannot be read");
    if (*found != wanted) {
      std::error_code error;
      return refused(file, "sha256." + name + ": " + file.string() + " (" + std::to_string(fs::file_size(file, error)) +
                               " bytes) has " + *found + ", not " + wanted +
                               " as model.json says: it is damaged, truncated or another file");
    }
  }
  return {};
}

}  // namespace visiond::models
