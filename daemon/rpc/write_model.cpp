#include "daemon/rpc/write_model.hpp"

#include "daemon/rpc/wire_text.hpp"

namespace visiond::rpc {

static_assert(v1::Model::TASK_CLASSIFICATION == static_cast<int>(models::Task::classification) + 1);

void write(const models::Manifest& manifest, v1::Model& into) {
  into.set_name(manifest.name());
  into.set_task(static_cast<v1::Model::Task>(static_cast<int>(manifest.task) + 1));
  into.set_format(std::string(models::to_string(manifest.format)));
  into.set_decoder(std::string(models::to_string(manifest.decoder)));
  into.set_input_width(manifest.input.width);
  into.set_input_height(manifest.input.height);
  for (const auto& label : manifest.labels) into.add_labels(wire_text(label));
  into.mutable_sha256()->insert(manifest.sha256.begin(), manifest.sha256.end());
  into.set_license(wire_text(manifest.license));
  into.set_origin(wire_text(manifest.origin));
}

void write(const models::InstalledModel& model, v1::Model& into) {
  write(model.manifest, into);
  into.set_size_bytes(model.bytes);
}

void write(const models::ModelList& list, v1::ListModelsResponse& into) {
  for (const auto& model : list.installed) write(model, *into.add_models());
  for (const auto& manifest : list.available) write(manifest, *into.add_available());
  into.set_catalogue_problem(wire_text(list.catalogue_problem));
}

}  // namespace visiond::rpc
