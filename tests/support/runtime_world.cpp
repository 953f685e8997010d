#include "tests/support/runtime_world.hpp"

#include "daemon/runtime/start_up.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <utility>

namespace visiond::testing {

RuntimeWorld::RuntimeWorld()
    : schema_({camera.section(), detection.section()}),
      planner_(*transaction::Planner::build(
          {{"camera", settings::Priority::critical, {}}, {"detection", settings::Priority::high, {"camera"}}})),
      participants_{{"camera", &camera}, {"detection", &detection}},
      work_(context_.get_executor()) {
  auto first = runtime::prepare_all(schema_, planner_, participants_, schema_.defaults());
  runtime::Coordinator::Initial initial;
  initial.current.revision = {1};
  initial.current.full = schema_.defaults();
  initial.current.effective = first.effective;
  journal.put(initial.current);
  cutover.start({1}, first.parts);
  coordinator = std::make_unique<runtime::Coordinator>(
      runtime::Coordinator::Given{boost::asio::make_strand(boost::asio::any_io_executor(context_.get_executor())),
                                  clock_, workers_, journal, cutover, schema_, planner_, participants_},
      std::move(initial));
  thread_ = std::thread([this] { context_.run(); });
}

RuntimeWorld::~RuntimeWorld() {
  drain();
  camera.let_go();
  detection.let_go();
  workers_.join();
  boost::asio::post(context_, [this] { work_.reset(); });
  thread_.join();
}

transaction::Request RuntimeWorld::request(const std::string& patch) const {
  transaction::Request request;
  request.patch = boost::json::parse(patch).as_object();
  request.author = "test";
  return request;
}

RuntimeWorld::Submitted RuntimeWorld::submit(transaction::Request request) {
  auto promise = std::make_shared<std::promise<runtime::Answer>>();
  auto answer = promise->get_future();
  auto id = coordinator->apply(
      std::move(request), [](const auto&) {}, [promise](const runtime::Answer& given) { promise->set_value(given); });
  return {std::move(id), std::move(answer)};
}

runtime::RevisionPage RuntimeWorld::revisions(const runtime::RevisionQuery& query) {
  std::promise<runtime::RevisionPage> promise;
  coordinator->revisions(query, [&](base::Result<runtime::RevisionPage> page) { promise.set_value(std::move(*page)); });
  return promise.get_future().get();
}

transaction::ServiceStatus RuntimeWorld::status(const std::string& section) {
  std::promise<transaction::ServiceStatus> promise;
  coordinator->status([&](const runtime::EngineStatus& status) {
    for (const auto& service : status.services) {
      if (service.name == section) promise.set_value(service.status);
    }
  });
  return promise.get_future().get();
}

std::int64_t RuntimeWorld::value(const std::string& section, const std::string& setting) {
  std::promise<std::int64_t> promise;
  coordinator->revision({}, [&](base::Result<runtime::RevisionView> view) {
    promise.set_value(view->full.at(section).at(setting).as_int64());
  });
  return promise.get_future().get();
}

void RuntimeWorld::settle() {
  for (int round = 0; round < 3; ++round) {
    std::promise<void> worker, strand;
    workers_.post([&] { worker.set_value(); });
    worker.get_future().wait();
    boost::asio::post(context_, [&] { strand.set_value(); });
    strand.get_future().wait();
  }
}

void RuntimeWorld::wait_until(const std::function<bool()>& condition) {
  while (!condition()) std::this_thread::yield();
}

void RuntimeWorld::drain() {
  if (std::exchange(drained_, true)) return;
  std::promise<void> done;
  coordinator->drain([&] { done.set_value(); });
  done.get_future().wait();
}

}  // namespace visiond::testing
