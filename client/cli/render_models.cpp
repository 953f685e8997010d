#include "client/cli/render_models.hpp"

#include "client/cli/table.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace visiond::cli {
namespace {

std::string task_of(const v1::Model& model) {
  if (model.task() == v1::Model::TASK_DETECTION) return "detection";
  return model.task() == v1::Model::TASK_CLASSIFICATION ? "classification" : "";
}

std::string input_of(const v1::Model& model) {
  if (model.input_width() == 0) return "";
  return std::to_string(model.input_width()) + "x" + std::to_string(model.input_height());
}

// Those of the catalogue may stand in a file that is not there yet.
std::string labels_of(const v1::Model& model) {
  return model.labels().empty() ? "" : std::to_string(model.labels_size());
}

std::string size_of(std::uint64_t bytes) {
  constexpr double mebibyte = 1 << 20;
  if (bytes == 0) return "";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f MiB", static_cast<double>(bytes) / mebibyte);
  return text.data();
}

void add(Table& table, const v1::Model& model, const std::string& state) {
  table.add({model.name(), state, task_of(model), model.format(), input_of(model), labels_of(model),
             size_of(model.size_bytes()), model.license()});
}

}  // namespace

void render_models(std::ostream& out, const v1::ListModelsResponse& list) {
  Table table({{"MODEL"}, {"STATE"}, {"TASK"}, {"FORMAT"}, {"INPUT"}, {"LABELS", true}, {"SIZE", true}, {"LICENCE"}});
  for (const auto& model : list.models()) add(table, model, "installed");
  for (const auto& model : list.available()) add(table, model, "available");
  if (table.empty())
    out << "no model is installed\n";
  else
    table.print(out);
  if (!list.catalogue_problem().empty()) out << "the catalogue: " << printable(list.catalogue_problem()) << '\n';
}

}  // namespace visiond::cli
