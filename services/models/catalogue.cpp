#include "services/models/catalogue.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "services/models/download.hpp"

#include <fstream>
#include <iterator>
#include <utility>

namespace visiond::models {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error wrong(const std::string& file, const std::string& place, const std::string& what) {
  return {ErrorCode::invalid_request, file, file + ": " + place + ": " + what};
}

Result<std::map<std::string, std::string>> read_urls(const json::object& entry, const Manifest& manifest) {
  const auto refused = [](const std::string& what) {
    return Error{ErrorCode::invalid_request, "urls", "urls: " + what};
  };
  const auto* given = entry.if_contains("urls");
  if (given == nullptr || !given->is_object()) return refused("it must be a map of each file to its address");
  std::map<std::string, std::string> urls;
  for (const auto& [name, url] : given->get_object()) {
    const auto* text = url.if_string();
    const auto mistake = text == nullptr ? "it must be text" : url_mistake(std::string(*text));
    if (!mistake.empty()) return refused(std::string(name) + ": " + mistake);
    if (!manifest.sha256.contains(name)) return refused(std::string(name) + ": the manifest names no such file");
    urls.emplace(name, *text);
  }
  for (const auto& [name, digest] : manifest.sha256)
    if (!urls.contains(name)) return refused(name + ": its address is missing");
  return urls;
}

Result<CatalogueEntry> read_entry(const json::value& value) {
  const auto* entry = value.if_object();
  const auto* given = entry != nullptr ? entry->if_contains("manifest") : nullptr;
  if (given == nullptr || !given->is_object())
    return Error{ErrorCode::invalid_request, "manifest", "it must be a map with manifest and urls"};
  CatalogueEntry read;
  read.text = settings::write_json(*given) + "\n";
  auto manifest = parse_manifest(read.text, {});
  if (!manifest) return manifest.error();
  auto urls = read_urls(*entry, manifest->manifest);
  if (!urls) return urls.error();
  read.manifest = std::move(manifest->manifest);
  read.urls = std::move(*urls);
  return read;
}

}  // namespace

Result<std::vector<CatalogueEntry>> parse_catalogue(std::string_view text, const std::string& file) {
  const auto document = settings::read_json(text, {.comments = true, .file = file});
  if (!document) return Error{ErrorCode::invalid_request, file, document.error().message};
  const auto* members = document->if_object();
  const auto* models = members != nullptr ? members->if_contains("models") : nullptr;
  if (models == nullptr || !models->is_array()) return wrong(file, "models", "it must be a list of models");
  std::vector<CatalogueEntry> all;
  for (std::size_t n = 0; n < models->get_array().size(); ++n) {
    const auto place = "models[" + std::to_string(n) + "]";
    auto entry = read_entry(models->get_array()[n]);
    if (!entry) return wrong(file, place, entry.error().message);
    for (const auto& other : all)
      if (other.manifest.name() == entry->manifest.name())
        return wrong(file, place, entry->manifest.name() + " comes twice");
    all.push_back(std::move(*entry));
  }
  return all;
}

Result<std::vector<CatalogueEntry>> read_catalogue(const std::filesystem::path& file) {
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) return std::vector<CatalogueEntry>{};
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return Error{ErrorCode::storage_failed, file.string(), file.string() + " cannot be read"};
  return parse_catalogue(text, file.string());
}

}  // namespace visiond::models
