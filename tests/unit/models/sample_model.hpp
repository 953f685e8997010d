#pragma once
// A small model as it comes: its manifest's text and its files. Pure; thread-safe.

#include "daemon/base/digest.hpp"
#include "tests/support/archive_file.hpp"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace visiond::models {

inline const std::string sample_network = "these are the weights of a network";

// sample@VERSION; its network has the content `network`.
inline std::string sample_manifest(const std::string& version = "1", const std::string& network = sample_network) {
  const boost::json::value manifest{{"id", "sample"},
                                    {"version", version},
                                    {"task", "detection"},
                                    {"format", "onnx"},
                                    {"decoder", "yolov8"},
                                    {"files", {{"network", "net.onnx"}}},
                                    {"labels", boost::json::array{"dog"}},
                                    {"input", {{"width", 32}, {"height", 32}}},
                                    {"license", "MIT"},
                                    {"sha256", {{"net.onnx", base::sha256_hex(network)}}}};
  return boost::json::serialize(manifest);
}

inline std::vector<testing::ArchiveEntry> sample_entries(const std::string& version = "1") {
  return {{"model.json", sample_manifest(version)}, {"net.onnx", sample_network}, {"README", "not named, not taken"}};
}

inline std::string sample_archive(const std::string& version = "1") {
  return testing::make_archive(sample_entries(version));
}

}  // namespace visiond::models
