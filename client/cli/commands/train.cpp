#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/pages.hpp"
#include "client/cli/picture_files.hpp"
#include "client/cli/render_training.hpp"
#include "client/cli/usage_error.hpp"

#include <memory>

namespace visiond::cli {
namespace {

// What visiond takes.
constexpr std::size_t most_sample_bytes = 1'000'000;

struct AddOptions {
  std::string label;
  std::vector<std::string> files;
  std::uint64_t track = 0;
};

// What became of many; the first failure decides the exit code, and only a lost connection ends the rest.
class Adding {
 public:
  explicit Adding(Context& context) : context_(context) {}

  bool add(const v1::AddSampleRequest& request, const std::string& shown) {
    const auto answer = context_.session().add_sample(request);
    if (answer) {
      ++(answer->already_there() ? known_ : added_);
      if (context_.json()) context_.print_json(*answer);
      return context_.flushed();
    }
    context_.err() << shown << ": ";
    const auto code = context_.fail(answer.error());
    if (code_ == ExitCode::done) code_ = code;
    return code != ExitCode::unavailable;
  }
  void skip(const std::string& why) {
    context_.err() << "visionctl: " << why << '\n';
    if (code_ == ExitCode::done) code_ = ExitCode::usage;
  }
  ExitCode end() {
    if (!context_.json()) {
      context_.out() << added_ << (added_ == 1 ? " sample is added" : " samples are added");
      if (known_ > 0) context_.out() << ", " << known_ << (known_ == 1 ? " was" : " were") << " there already";
      context_.out() << '\n';
    }
    return code_;
  }

 private:
  Context& context_;
  std::size_t added_ = 0, known_ = 0;
  ExitCode code_ = ExitCode::done;
};

ExitCode add(Context& context, const AddOptions& options) {
  if ((options.track != 0) == !options.files.empty())
    throw UsageError("train add takes files, or --track for the picture of a track");
  Adding adding(context);
  v1::AddSampleRequest request;
  request.set_label(options.label);
  if (options.track != 0) {
    request.set_track_id(options.track);
    adding.add(request, "track " + std::to_string(options.track));
    return adding.end();
  }
  for (const auto& file : picture_files(options.files)) {
    try {
      request.set_image(content_of(file, most_sample_bytes));
    } catch (const UsageError& error) {
      adding.skip(error.what());
      continue;
    }
    if (!adding.add(request, file)) break;
  }
  return adding.end();
}

ExitCode samples(Context& context, const std::string& label, std::uint64_t count) {
  v1::ListSamplesRequest request;
  request.set_label(label);
  v1::ListSamplesResponse first;
  auto list = collect_pages<v1::ListSamplesResponse>(
      request, count,
      [&](const v1::ListSamplesRequest& page) {
        auto answer = context.session().list_samples(page);
        if (answer) *first.mutable_counts() = answer->counts();
        return answer;
      },
      [](v1::ListSamplesResponse& response) { return response.mutable_samples(); });
  if (!list) return context.fail(list.error());
  *list->mutable_counts() = first.counts();
  if (context.json()) return context.print_json(*list);
  render_samples(context.out(), *list);
  return ExitCode::done;
}

ExitCode remove(Context& context, std::uint64_t id) {
  v1::RemoveSampleRequest request;
  request.set_sample_id(id);
  const auto answer = context.session().remove_sample(request);
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  context.out() << "sample " << id << " is removed\n";
  return ExitCode::done;
}

ExitCode code_of(const v1::TrainingRun& run) {
  const bool bad = run.state() == v1::TrainingRun::STATE_FAILED || run.state() == v1::TrainingRun::STATE_CANCELLED;
  return bad ? ExitCode::failed : ExitCode::done;
}

ExitCode show(Context& context, const client::Answer<v1::TrainingRun>& run) {
  if (!run) return context.fail(run.error());
  if (context.json()) return context.print_json(*run);
  render_run(context.out(), *run);
  return ExitCode::done;
}

// A person sees every step on one line; a file gets a line where it does something else, or has got on by a twentieth.
class ShownProgress {
 public:
  explicit ShownProgress(Context& context) : context_(context) {}
  ~ShownProgress() {
    if (context_.live() && !shown_.empty()) context_.out() << '\n';
  }

  void show(const v1::TrainingRun& run) {
    constexpr int step = 5;
    const auto line = progress_line(run);
    auto key = context_.live() ? line : run.message() + std::to_string(static_cast<int>(run.percentage()) / step);
    if (key == shown_) return;
    shown_ = std::move(key);
    // ECMA-48: EL clears the line.
    context_.out() << (context_.live() ? "\r\x1b[K" : "") << line << (context_.live() ? "" : "\n");
  }

 private:
  Context& context_;
  std::string shown_;
};

ExitCode watch(Context& context, std::uint64_t id) {
  v1::WatchTrainingRequest request;
  request.set_run_id(id);
  v1::TrainingRun last;
  auto progress = std::make_unique<ShownProgress>(context);
  const auto end = context.session().watch_training(request, [&](const v1::TrainingRun& run) {
    last = run;
    if (context.json())
      context.print_json(run);
    else if (!client::has_ended(run))
      progress->show(run);
    return context.flushed();
  });
  progress.reset();
  if (!end) return context.fail(end.error());
  if (!context.json() && client::has_ended(last)) render_run(context.out(), last);
  return code_of(last);
}

struct StartOptions {
  std::string id;
  std::uint64_t seed = 0;
  bool watch = false;
};

ExitCode start(Context& context, const StartOptions& options) {
  v1::StartTrainingRequest request;
  request.set_model_id(options.id);
  request.set_seed(options.seed);
  const auto run = context.session().start_training(request);
  if (run && options.watch) return watch(context, run->run_id());
  return show(context, run);
}

ExitCode report(Context& context, std::uint64_t id) {
  v1::GetTrainingRequest request;
  request.set_run_id(id);
  return show(context, context.session().get_training(request));
}

void add_samples_commands(CommandLine& line, CLI::App& group) {
  auto options = std::make_shared<AddOptions>();
  auto& add_command = line.add_to(group, "add", "Add pictures of one kind of thing to the samples",
                                  [options](Context& context) { return add(context, *options); });
  add_command.add_option("LABEL", options->label, "What they show")->required();
  add_command.add_option("FILE", options->files, "PNG or JPEG files, or folders of them");
  CommandLine::add_count(add_command, "--track", options->track, 1, "The picture of this track instead");

  auto label = std::make_shared<std::string>();
  auto count = std::make_shared<std::uint64_t>(50);
  auto& samples_command = line.add_to(group, "samples", "Show the newest samples, and how many there are of each label",
                                      [label, count](Context& context) { return samples(context, *label, *count); });
  samples_command.add_option("--label", *label, "Only those with this label")->type_name("LABEL");
  CommandLine::add_count(samples_command, "-n,--count", *count, 1, "So many, 50 if not given");

  auto id = std::make_shared<std::uint64_t>(0);
  auto& remove_command =
      line.add_to(group, "remove", "Remove a sample", [id](Context& context) { return remove(context, *id); });
  CommandLine::add_count(remove_command, "SAMPLE", *id, 1, "Its number")->required();
}

}  // namespace

void add_train(CommandLine& line) {
  auto& group = line.add_group("train", "Collect samples and train a classifier from them");
  add_samples_commands(line, group);

  auto options = std::make_shared<StartOptions>();
  auto& start_command = line.add_to(group, "start", "Train a classifier with the settings of training",
                                    [options](Context& context) { return start(context, *options); });
  start_command.add_option("--id", options->id, "What the model is called, \"trained\" if not given")
      ->type_name("NAME");
  CommandLine::add_count(start_command, "--seed", options->seed, 1, "Decides which samples are held out");
  start_command.add_flag("--watch", options->watch, "Show how it gets on, until it ends");

  auto watched = std::make_shared<std::uint64_t>(0);
  auto& watch_command = line.add_to(group, "watch", "Show how a run gets on, until it ends",
                                    [watched](Context& context) { return watch(context, *watched); });
  CommandLine::add_count(watch_command, "RUN", *watched, 1, "Its number; the newest if not given");

  line.add_to(group, "cancel", "End the run that is under way",
              [](Context& context) { return show(context, context.session().cancel_training()); });

  auto reported = std::make_shared<std::uint64_t>(0);
  auto& report_command = line.add_to(group, "report", "Show what became of a run, with its confusion matrix",
                                     [reported](Context& context) { return report(context, *reported); });
  CommandLine::add_count(report_command, "RUN", *reported, 1, "Its number; the newest if not given");
}

}  // namespace visiond::cli
