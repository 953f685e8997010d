#include "services/training/desk.hpp"

#include "daemon/settings/formats.hpp"
#include "services/models/new_file.hpp"
#include "services/training/text.hpp"
#include "services/training/words.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace visiond::training {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* usual_id = "trained";
// Names of samples or classes that a message lists.
constexpr std::size_t most_listed = 8;

Error draining() { return {ErrorCode::draining, "", "the daemon is stopping"}; }

class List {
 public:
  void add(const std::string& item) {
    if (++count_ <= most_listed) text_ += (text_.empty() ? "" : ", ") + item;
  }
  bool empty() const { return count_ == 0; }
  std::string text() const {
    return count_ <= most_listed ? text_ : text_ + " and " + std::to_string(count_ - most_listed) + " more";
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

Result<void> check_classes(const std::map<std::string, std::uint64_t>& of_labels, int least) {
  if (of_labels.size() < 2) {
    return Error{ErrorCode::too_few_samples, "",
                 "there are samples of " + std::to_string(of_labels.size()) +
                     (of_labels.size() == 1 ? " class" : " classes") + "; at least 2 are needed"};
  }
  if (of_labels.size() > most_classes) {
    return Error{ErrorCode::invalid_request, "",
                 "there are " + std::to_string(of_labels.size()) + " classes; at most " + std::to_string(most_classes) +
                     " can be told apart"};
  }
  List lacking;
  for (const auto& [label, count] : of_labels)
    if (count < static_cast<std::uint64_t>(least)) lacking.add(label + " has " + std::to_string(count));
  if (lacking.empty()) return {};
  return Error{ErrorCode::too_few_samples, "training.min_samples_per_class",
               "each class needs at least " + std::to_string(least) + " samples (training.min_samples_per_class); " +
                   lacking.text()};
}

Result<void> check_model_id(const std::string& id) {
  if (!settings::find_mistake(settings::Format::model_reference, id + "@1")) return {};
  return Error{ErrorCode::invalid_request, "model_id",
               "model_id: " + settings::quoted(id) +
                   " cannot name a model; it must be letters, digits, _, - and ., and start with a letter or digit"};
}

Result<void> write_job(const fs::path& folder, const Job& job) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return models::storage_error(folder, error.value());
  auto file = models::NewFile::open(folder / job_file);
  if (!file) return file.error();
  if (auto written = file->write(write(job)); !written) return written;
  return file->close();
}

}  // namespace

Desk::Desk(Given given, Options options) : given_(given), options_(std::move(options)) {
  boost::asio::post(worker_, [this] { open(); });
}

void Desk::stop() {
  {
    const std::lock_guard lock(gate_);
    if (stopping_.exchange(true)) return;
    boost::asio::post(worker_, [this] {
      if (active_) active_->thread.request_stop();
    });
  }
  // Comes when the run has told how it ended.
  worker_.join();
  samples_.reset();
}

template <class Value, class Work>
void Desk::post(std::function<void(Result<Value>)> done, Work work) {
  std::unique_lock lock(gate_);
  if (stopping_) {
    lock.unlock();
    return done(draining());
  }
  if (++calls_ > most_calls) {
    --calls_;
    lock.unlock();
    return done(Error{ErrorCode::queue_full, "", "too many calls for training wait; try again later"});
  }
  boost::asio::post(worker_, [this, done = std::move(done), work = std::move(work)]() mutable {
    const auto answer = [&]() -> Result<Value> {
      if (problem_) return *problem_;
      try {
        return work();
      } catch (const std::exception& exception) {
        return Error{ErrorCode::internal, "", std::string("the samples could not be worked on: ") + exception.what()};
      }
    };
    auto result = answer();
    --calls_;
    done(std::move(result));
  });
}

void Desk::open() {
  std::error_code ignored;
  fs::remove_all(options_.state_dir / "training", ignored);
  auto opened = Samples::open({options_.state_dir, options_.decodes, options_.limits});
  if (!opened) {
    problem_ = opened.error();
    spdlog::error("training: {}", problem_->message);
    return given_.board.tell_problem(*problem_);
  }
  samples_ = std::move(*opened);
  given_.board.tell_samples(samples_->of_labels());
  auto newest = samples_->runs().find(0);
  if (!newest || !*newest) return;
  auto& run = **newest;
  if (!has_ended(run.state)) {
    run.state = RunState::failed;
    run.message = "visiond ended while it was under way";
    run.ended = given_.clock.wall_now();
    if (auto kept = samples_->runs().update(run); !kept) spdlog::error("training: {}", kept.error().message);
  }
  given_.board.tell_of_old(run);
}

void Desk::add_sample(AddRequest request, std::function<void(Result<AddedSample>)> done) {
  post<AddedSample>(std::move(done), [this, request = std::move(request)] { return add_now(request); });
}

Result<AddedSample> Desk::add_now(const AddRequest& request) {
  std::string cropped;
  const auto* bytes = std::get_if<std::string>(&request.picture);
  if (bytes == nullptr) {
    auto crop = options_.crop_of(std::get<std::uint64_t>(request.picture));
    if (!crop) return crop.error();
    cropped = std::move(*crop);
    bytes = &cropped;
  }
  auto added = samples_->add(request.label, *bytes, given_.clock.wall_now());
  if (added) given_.board.tell_samples(samples_->of_labels());
  return added;
}

void Desk::samples(SampleQuery query, std::function<void(Result<SamplePage>)> done) {
  post<SamplePage>(std::move(done), [this, query = std::move(query)] { return samples_->page(query); });
}

void Desk::remove_sample(std::uint64_t id, std::function<void(Result<void>)> done) {
  post<void>(std::move(done), [this, id] {
    auto removed = samples_->remove(id);
    if (removed) given_.board.tell_samples(samples_->of_labels());
    return removed;
  });
}

void Desk::run(std::uint64_t id, std::function<void(Result<Run>)> done) {
  post<Run>(std::move(done), [this, id]() -> Result<Run> {
    // What is under way is newer on the board than in its row.
    const auto shown = given_.board.newest();
    if (shown && (id == 0 || shown->id == id)) return *shown;
    const auto kept = samples_->runs().find(id);
    if (!kept) return kept.error();
    if (*kept) return **kept;
    return Error{ErrorCode::no_such_run, "run_id",
                 id == 0 ? "nothing was trained yet" : "there is no run " + std::to_string(id)};
  });
}

void Desk::start(StartRequest request, Answer done) {
  post<void>(
      [done](const Result<void>& begun) {
        if (!begun) done(begun.error());
      },
      [this, request = std::move(request), done]() -> Result<void> {
        start_now(request, done);
        return {};
      });
}

Result<Job> Desk::make_job(const StartRequest& request) {
  if (active_) return Error{ErrorCode::training_running, "", "a run is under way; cancel it or wait for its end"};
  const auto settings = options_.settings();
  const auto& of_labels = samples_->of_labels();
  if (auto enough = check_classes(of_labels, settings.min_samples_per_class); !enough) return enough.error();
  Job job{.labels = {}, .samples = {}, .settings = settings, .seed = request.seed == 0 ? 1 : request.seed};
  if (settings.feature == Feature::dnn) {
    const auto network = given_.library.find(settings.feature_model);
    if (!network) return network.error();
    job.network_folder = network->folder.string();
  }
  std::map<std::string, std::size_t> index;
  for (const auto& [label, count] : of_labels) {
    index[label] = job.labels.size();
    job.labels.push_back(label);
  }
  const auto all = samples_->all();
  if (!all) return all.error();
  List missing;
  for (const auto& sample : *all) {
    const auto file = samples_->file_of(sample);
    std::error_code error;
    if (!fs::exists(file, error)) missing.add(std::to_string(sample.id));
    job.samples.push_back({file.string(), index.at(sample.label)});
  }
  if (missing.empty()) return job;
  return Error{
      ErrorCode::sample_missing, "",
      "the picture of these samples is gone from the state folder; remove them, or add their pictures again: " +
          missing.text()};
}

void Desk::start_now(const StartRequest& request, Answer done) {
  const auto id = request.id.empty() ? usual_id : request.id;
  if (auto named = check_model_id(id); !named) return done(named.error());
  auto job = make_job(request);
  if (!job) return done(job.error());
  Run run;
  run.message = "starting";
  run.started = given_.clock.wall_now();
  if (auto kept = samples_->runs().insert(run); !kept) return done(kept.error());
  if (auto written = write_job(folder_of(run.id), *job); !written) {
    run.state = RunState::failed;
    run.message = written.error().message;
    run_ended(std::move(run));
    return done(written.error());
  }
  spdlog::info("training: run {} begins with {} samples of {} classes", run.id, job->samples.size(),
               job->labels.size());
  given_.board.tell(run);
  active_.emplace(Active{{}, boost::asio::make_work_guard(worker_)});
  active_->thread = std::jthread([this, job = std::move(*job), id, run = std::move(run),
                                  done = std::move(done)](const std::stop_token& stop) mutable {
    carry_out_now(job, id, stop, std::move(run), std::move(done));
  });
}

void Desk::carry_out_now(const Job& job, const std::string& model_id, const std::stop_token& stop, Run run,
                         Answer done) {
  LatencyGauge gauge(given_.pipeline);
  const CarryOut with{
      .supervision = {
          .clock = given_.clock,
          .worst_latency = [&gauge] { return gauge.take(); },
          .latency_target = [this] { return std::chrono::milliseconds(options_.settings().latency_target_ms); },
          .tell = [this](const Run& now) { given_.board.tell(now); },
          .look = options_.look},
      .trainer = options_.trainer,
      .models = given_.models,
      .library = given_.library,
      .settings = options_.settings,
      .promote = options_.promote};
  bool answered = false;
  const auto begun = [&](const Result<void>& how) {
    answered = true;
    how ? done(run) : done(how.error());
  };
  try {
    carry_out(with, folder_of(run.id), job, model_id, stop, run, begun);
  } catch (const std::exception& exception) {
    run.state = RunState::failed;
    run.message = exception.what();
    if (!answered) begun(Error{ErrorCode::internal, "", run.message});
  }
  if (run.state == RunState::cancelled && stopping_) run.message = "visiond was stopped";
  boost::asio::post(worker_, [this, run = std::move(run)]() mutable { run_ended(std::move(run)); });
}

void Desk::run_ended(Run run) {
  run.ended = given_.clock.wall_now();
  run.remaining.reset();
  std::error_code ignored;
  fs::remove_all(folder_of(run.id), ignored);
  auto kept = samples_->runs().update(run);
  if (kept) kept = samples_->runs().erase_old(options_.limits.runs);
  if (!kept) spdlog::error("training: run {}: {}", run.id, kept.error().message);
  spdlog::info("training: run {} {}: {}", run.id, word_of(run.state), run.message);
  std::vector<Answer> waiting;
  if (active_) {
    active_->thread.join();
    waiting = std::move(active_->waiting);
    active_.reset();
  }
  given_.board.tell(run);
  for (const auto& done : waiting) done(run);
}

void Desk::cancel(Answer done) {
  post<void>(
      [done](const Result<void>& asked) {
        if (!asked) done(asked.error());
      },
      [this, done]() -> Result<void> {
        if (!active_) return Error{ErrorCode::nothing_to_cancel, "", "no run is under way"};
        active_->waiting.push_back(done);
        active_->thread.request_stop();
        return {};
      });
}

}  // namespace visiond::training
