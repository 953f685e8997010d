#include "daemon/app/daemon.hpp"

#include "daemon/app/document_at_start.hpp"
#include "daemon/app/health_monitor.hpp"
#include "daemon/app/notify.hpp"
#include "daemon/app/services.hpp"
#include "daemon/app/store_thread.hpp"
#include "daemon/app/training_options.hpp"
#include "daemon/app/version.hpp"
#include "daemon/base/failpoint.hpp"
#include "daemon/rpc/server.hpp"
#include "daemon/runtime/coordinator.hpp"
#include "daemon/runtime/start_up.hpp"
#include "services/detection/model_trial.hpp"
#include "services/models/registry.hpp"
#include "services/pipeline/compute_threads.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <spdlog/spdlog.h>

#include <future>
#include <thread>
#include <utility>

namespace visiond::app {

using base::Result;
using std::chrono::milliseconds;

namespace {

// For calls that are under way when the daemon stops; what takes longer is cancelled.
constexpr milliseconds calls_limit{1000};
// How often a camera that shows no frame is asked how it fares.
constexpr milliseconds ready_look{10};
// Long enough to be none, short enough to be added to a clock.
constexpr milliseconds no_limit = std::chrono::hours(24 * 365);

std::string section_of(const std::string& path) { return path.substr(0, path.find('.')); }

// The sections that must not run as they stand, the first mistake of each.
std::map<std::string, base::Error> unfit(const Services& services, const DocumentAtStart& document) {
  auto violations = services.check(document.record.full);
  violations.insert(violations.end(), document.impaired.begin(), document.impaired.end());
  std::map<std::string, base::Error> errors;
  for (const auto& each : violations)
    errors.try_emplace(section_of(each.path), base::Error{each.code, each.path, each.path + ": " + each.message});
  return errors;
}

std::filesystem::path models_dir_of(const Config& config) {
  return std::filesystem::absolute(config.models_dir).lexically_normal();
}

std::vector<std::filesystem::path> allowed_paths_of(const Config& config) {
  if (config.allowed_paths.empty()) return {models_dir_of(config).parent_path()};
  return {config.allowed_paths.begin(), config.allowed_paths.end()};
}

models::Installer::Options registry_options(const Config& config, const models::Library& library) {
  models::Installer::Options options{.models_dir = models_dir_of(config)};
  options.allowed_paths = allowed_paths_of(config);
  options.catalogue = config.model_catalogue;
  const engine::NetworkSource networks{engine::opencv_engine(),
                                       [&library](const std::string& name) { return library.find(name); }};
  options.rehearse = [networks](const models::Manifest& manifest) -> Result<void> {
    if (manifest.task == models::Task::detection) return detection::try_model(manifest, networks.engine);
    if (const auto loaded = inference::load_classifier(manifest, networks); !loaded) return loaded.error();
    return {};
  };
  return options;
}

Result<std::unique_ptr<store::Store>> open_store(const DaemonOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.config.state_dir, error);
  if (error) {
    return base::Error{base::ErrorCode::storage_failed, options.config.state_dir,
                       "the state folder " + options.config.state_dir + " cannot be made: " + error.message()};
  }
  auto store = store::Store::open(
      {.folder = options.config.state_dir, .start_from_newest_readable = options.start_from_newest_readable});
  if (store && !(*store)->opening_note().empty()) spdlog::warn("{}", (*store)->opening_note());
  return store;
}

}  // namespace

class Daemon::Impl {
 public:
  explicit Impl(DaemonOptions options)
      : options_(std::move(options)),
        services_(clock_, {.allow_fault_options = options_.config.allow_fault_options,
                           .state_dir = options_.config.state_dir,
                           .models_dir = options_.config.models_dir,
                           .allowed_paths = allowed_paths_of(options_.config),
                           .detectors = options_.detectors,
                           .classifiers = options_.classifiers}),
        workers_(services_.participants().size() + 1) {}

  ~Impl() {
    stop(no_limit);
    workers_.join();
  }

  Result<void> start() {
    pipeline::set_compute_threads(options_.config.compute_threads);
    auto store = open_store(options_);
    if (!store) return store.error();
    auto document = document_at_start(
        **store, services_.schema(), [this](const json::object& full) { return services_.check(full); },
        options_.initial_settings, clock_);
    if (!document) return document.error();
    auto timings = (*store)->timings();
    if (!timings) return timings.error();
    (*store)->set_history_limit(document->record.full.at("daemon").at("history_limit").to_number<std::uint64_t>());
    journal_ = std::make_unique<StoreThread>(std::move(*store));
    put_in_force(std::move(*document), std::move(*timings));
    return serve();
  }

  bool stop(milliseconds limit) {
    if (std::exchange(stopped_, true)) return true;
    if (coordinator_ != nullptr) {
      wait_for([this](auto done) { coordinator_->drain(done); });
      if (health_ != nullptr) wait_for([this](auto done) { health_->stop(done); });
      services_.gemini().stop();
      if (training_ != nullptr) training_->stop();
      if (server_ != nullptr) server_->shut_down(calls_limit);
      if (registry_ != nullptr) registry_->stop();
    }
    // On a worker, because a stage whose detector hangs never ends.
    workers_.post([this] { services_.pipeline().stop(); });
    // An operation that was given up may still come back to the strand, but to no store.
    const bool returned = workers_.wait_until_idle(limit) && services_.camera().wait_until_closed(limit);
    base::may_crash("app.before_close");
    journal_.reset();
    if (thread_.joinable()) {
      work_.reset();
      context_.stop();
      thread_.join();
    }
    return returned;
  }

  bool wait_until_ready(milliseconds limit) {
    const auto last = clock_.steady_now() + limit;
    do {
      if (services_.pipeline().wait_for_first_result(ready_look)) return true;
      const auto state = services_.camera().status().state;
      if (state == transaction::ServiceState::away || state == transaction::ServiceState::disabled) return true;
    } while (clock_.steady_now() < last);
    return false;
  }

  const std::vector<std::string>& addresses() const { return server_->addresses(); }
  base::Revision revision() { return services_.pipeline().revision(); }

 private:
  void put_in_force(DocumentAtStart document, std::vector<transaction::Timing> timings) {
    auto unfit = app::unfit(services_, document);
    auto prepared = runtime::prepare_all(services_.schema(), services_.planner(), services_.participants(),
                                         document.record.full, unfit);
    std::shared_ptr<const transaction::Report> awaiting;
    if (document.awaiting) awaiting = std::make_shared<const transaction::Report>(std::move(*document.awaiting));
    services_.pipeline().start(document.record.revision, std::move(prepared.parts));
    services_.gemini().start();
    document.record.effective = std::move(prepared.effective);
    coordinator_ = std::make_unique<runtime::Coordinator>(
        runtime::Coordinator::Given{runtime::Strand(context_.get_executor()), clock_, workers_, *journal_,
                                    services_.pipeline(), services_.schema(), services_.planner(),
                                    services_.participants()},
        runtime::Coordinator::Initial{.current = std::move(document.record),
                                      .ignored = std::move(document.ignored),
                                      .impaired = std::move(prepared.impaired),
                                      .unfit = std::move(unfit),
                                      .awaiting = std::move(awaiting),
                                      .timings = std::move(timings)});
    thread_ = std::thread([this] { context_.run(); });
  }

  Result<void> serve() {
    if (auto fault = base::may_fail("start_up.serve"); !fault) return fault.error();
    registry_ =
        std::make_unique<models::Registry>(services_.models(), registry_options(options_.config, services_.models()));
    training_ = std::make_unique<training::Desk>(
        training::Desk::Given{clock_, services_.training_board(), *registry_, services_.models(), services_.pipeline()},
        training_options(services_.pipeline(), services_.crops(), *coordinator_, options_.config.state_dir,
                         options_.trainer));
    auto server = rpc::Server::start(options_.config.listen,
                                     {*coordinator_, services_.pipeline(), services_.pipeline(), services_.events(),
                                      services_.gemini(), clock_, std::string(version())},
                                     *registry_, *training_);
    if (!server) return server.error();
    server_ = std::move(*server);
    health_ = std::make_unique<HealthMonitor>(
        coordinator_->strand(), *coordinator_,
        HealthMonitor::Listener{
            .tell = [this](const std::string& service, bool serving) { server_->set_serving(service, serving); },
            .status =
                [this](const runtime::EngineStatus& status) {
                  server_->tell_status(status);
                  notify_alive();
                }});
    health_->start();
    return {};
  }

  // For steps that end on the strand.
  template <class Step>
  static void wait_for(Step step) {
    std::promise<void> done;
    step([&done] { done.set_value(); });
    done.get_future().wait();
  }

  const DaemonOptions options_;
  base::SystemClock clock_;
  Services services_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  runtime::WorkerPool workers_;
  std::unique_ptr<StoreThread> journal_;
  std::unique_ptr<runtime::Coordinator> coordinator_;
  std::unique_ptr<HealthMonitor> health_;
  std::unique_ptr<models::Registry> registry_;
  std::unique_ptr<training::Desk> training_;
  std::unique_ptr<rpc::Server> server_;
  std::thread thread_;
  bool stopped_ = false;
};

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::start(DaemonOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (auto started = impl->start(); !started) return started.error();
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

const std::vector<std::string>& Daemon::addresses() const { return impl_->addresses(); }
base::Revision Daemon::revision() const { return impl_->revision(); }
bool Daemon::wait_until_ready(milliseconds limit) { return impl_->wait_until_ready(limit); }
bool Daemon::stop(milliseconds limit) { return impl_->stop(limit); }

}  // namespace visiond::app
