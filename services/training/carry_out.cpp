#include "services/training/carry_out.hpp"

#include "daemon/base/digest.hpp"
#include "daemon/settings/json_text.hpp"
#include "services/models/new_file.hpp"
#include "services/training/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <future>
#include <iterator>
#include <utility>

namespace visiond::training {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::uintmax_t most_report_bytes = std::uintmax_t{4} << 20;

Result<Report> report_in(const fs::path& folder) {
  const auto file = folder / report_file;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return Error{ErrorCode::storage_failed, "", "the trainer has left no report: " + error.message()};
  if (size > most_report_bytes) return Error{ErrorCode::storage_failed, "", "the trainer's report is too long"};
  std::ifstream in(file, std::ios::binary);
  return read_report(std::string{std::istreambuf_iterator<char>(in), {}});
}

json::object features_of(const TrainingSettings& settings) {
  if (settings.feature == Feature::dnn)
    return {{"type", "dnn"}, {"model", settings.feature_model}, {"layer", settings.feature_layer}};
  return {{"type", "hog"}, {"width", settings.feature_width}, {"height", settings.feature_height}};
}

Result<void> write_manifest(const fs::path& folder, const Job& job, const std::string& id, std::uint64_t version,
                            std::uint64_t run) {
  json::object digests;
  for (const char* name : {network_file, report_file}) {
    const auto digest = base::sha256_hex_of_file(folder / name);
    if (!digest) return Error{ErrorCode::storage_failed, "", std::string("the trainer has left no ") + name};
    digests[name] = *digest;
  }
  const json::object manifest{{"id", id},
                              {"version", std::to_string(version)},
                              {"task", "classification"},
                              {"format", "opencv-ml"},
                              {"files", {{"network", network_file}, {"report", report_file}}},
                              {"sha256", std::move(digests)},
                              {"labels", json::array(job.labels.begin(), job.labels.end())},
                              {"features", features_of(job.settings)},
                              {"origin", "trained by visiond, run " + std::to_string(run)}};
  std::error_code ignored;
  fs::remove(folder / "model.json", ignored);
  auto file = models::NewFile::open(folder / "model.json");
  if (!file) return file.error();
  if (auto written = file->write(settings::write_json(manifest)); !written) return written;
  return file->close();
}

Result<std::string> install(const CarryOut& with, const fs::path& folder, const Job& job, const std::string& id,
                            const std::stop_token& stop, std::uint64_t run) {
  // Somebody else may install the very version meanwhile.
  constexpr int attempts = 3;
  for (int attempt = 1;; ++attempt) {
    const auto version = next_version(with.library.list(), id);
    if (auto written = write_manifest(folder, job, id, version, run); !written) return written.error();
    std::promise<Result<models::InstalledModel>> answer;
    with.models.install({.from = models::FromOwnFolder{folder}}, stop,
                        [&answer](auto installed) { answer.set_value(std::move(installed)); });
    const auto installed = answer.get_future().get();
    if (installed) return installed->manifest.name();
    if (installed.error().code != ErrorCode::model_exists || attempt == attempts) return installed.error();
  }
}

void promote(const CarryOut& with, Run& run) {
  const auto settings = with.settings();
  if (!settings.auto_promote) return;
  if (run.report->accuracy < settings.min_accuracy) {
    run.promotion_problem = "its accuracy is below training.min_accuracy";
    return;
  }
  std::promise<Result<std::string>> answer;
  with.promote(run.model, run.report->accuracy, [&answer](auto promoted) { answer.set_value(std::move(promoted)); });
  const auto promoted = answer.get_future().get();
  if (promoted)
    run.promoted_by = *promoted;
  else
    run.promotion_problem = promoted.error().message;
}

void fail(Run& run, const Error& error) {
  run.state = error.code == ErrorCode::cancelled ? RunState::cancelled : RunState::failed;
  run.message = error.message;
}

void harvest(const CarryOut& with, const fs::path& folder, const Job& job, const std::string& id,
             const std::stop_token& stop, Run& run) {
  run.message = "installing";
  run.progress = 1;
  with.supervision.tell(run);
  auto report = report_in(folder);
  if (!report) return fail(run, report.error());
  auto model = install(with, folder, job, id, stop, run.id);
  if (!model) return fail(run, model.error());
  run.model = std::move(*model);
  run.report = std::move(*report);
  promote(with, run);
  run.state = RunState::succeeded;
  run.message = run.model + " is installed" + (run.promoted_by.empty() ? "" : " and promoted");
}

}  // namespace

std::uint64_t next_version(const std::vector<models::Manifest>& installed, const std::string& model_id) {
  std::uint64_t highest = 0;
  for (const auto& each : installed) {
    if (each.id != model_id) continue;
    std::uint64_t version = 0;
    const auto* end = each.version.data() + each.version.size();
    const auto read = std::from_chars(each.version.data(), end, version);
    if (read.ec == std::errc{} && read.ptr == end) highest = std::max(highest, version);
  }
  return highest + 1;
}

void carry_out(const CarryOut& with, const fs::path& folder, const Job& job, const std::string& model_id,
               const std::stop_token& stop, Run& run, const std::function<void(const Result<void>&)>& begun) {
  auto trainer = TrainerProcess::start(with.trainer, folder);
  if (!trainer) {
    fail(run, trainer.error());
    return begun(trainer.error());
  }
  begun({});
  supervise(*trainer, with.supervision, stop, run);
  if (!has_ended(run.state)) harvest(with, folder, job, model_id, stop, run);
}

}  // namespace visiond::training
