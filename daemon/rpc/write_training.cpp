#include "daemon/rpc/write_training.hpp"

#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

namespace visiond::rpc {

using training::RunState;

static_assert(v1::TrainingRun::STATE_RUNNING == static_cast<int>(RunState::running) + 1);
static_assert(v1::TrainingRun::STATE_CANCELLED == static_cast<int>(RunState::cancelled) + 1);

namespace {

constexpr double percent = 100;

void write(const training::Report& report, v1::TrainingReport& into) {
  into.set_accuracy(report.accuracy);
  into.set_feature(wire_text(report.feature));
  into.set_method(wire_text(report.method));
  into.set_seed(report.seed);
  for (std::size_t n = 0; n < report.classes.size(); ++n) {
    const auto& from = report.classes[n];
    auto& of_class = *into.add_classes();
    of_class.set_label(wire_text(from.label));
    of_class.set_trained(from.trained);
    of_class.set_held_out(from.held_out);
    of_class.set_recall(from.recall);
    of_class.mutable_told()->Add(report.confusion[n].begin(), report.confusion[n].end());
  }
}

}  // namespace

void write(const training::Sample& sample, v1::Sample& into) {
  into.set_sample_id(sample.id);
  into.set_label(wire_text(sample.label));
  into.set_sha256(sample.sha256);
  into.set_format(sample.format);
  into.set_size_bytes(sample.bytes);
  into.set_width(sample.width);
  into.set_height(sample.height);
  write_time(sample.added, *into.mutable_create_time());
}

void write(const training::AddedSample& added, v1::AddSampleResponse& into) {
  write(added.sample, *into.mutable_sample());
  into.set_already_there(added.already_there);
}

void write(const training::SamplePage& page, v1::ListSamplesResponse& into) {
  for (const auto& sample : page.samples) write(sample, *into.add_samples());
  for (const auto& [label, count] : page.all) (*into.mutable_counts())[wire_text(label)] = count;
  if (page.more) into.set_next_page_token(std::to_string(page.samples.back().id));
}

void write(const training::Run& run, v1::TrainingRun& into) {
  into.set_run_id(run.id);
  into.set_state(static_cast<v1::TrainingRun::State>(static_cast<int>(run.state) + 1));
  into.set_message(wire_text(run.message));
  into.set_percentage(run.progress * percent);
  if (run.remaining) write_duration(*run.remaining, *into.mutable_remaining());
  write_time(run.started, *into.mutable_start_time());
  if (has_ended(run.state)) write_time(run.ended, *into.mutable_end_time());
  write_duration(run.paused, *into.mutable_paused());
  into.set_model(run.model);
  if (run.report) write(*run.report, *into.mutable_report());
  into.set_promotion_transaction_id(run.promoted_by);
  into.set_promotion_problem(wire_text(run.promotion_problem));
}

}  // namespace visiond::rpc
