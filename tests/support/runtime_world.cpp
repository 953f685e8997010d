#include "tests/support/runtime_world.hpp"

#include "daemon/runtime/start_up.hpp"
#include "tests/support/waiting.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <stdexcept>
#include <utility>

namespace visiond::testing {
namespace {

// What `call` hands to the handler it is given, on whatever thread.
template <class T, class Call>
T answer_of(Call call) {
  // Shared: the waiting thread may go on before set_value() has returned.
  auto promise = std::make_shared<std::promise<T>>();
  call([promise](T value) { promise->set_value(std::move(value)); });
  return promise->get_future().get();
}

}  // namespace

RuntimeWorld::RuntimeWorld(Behaviour camera_starts, Behaviour detection_starts)
    : schema_({camera.section(), detection.section()}),
      planner_(*transaction::Planner::build(
          {{"camera", settings::Priority::critical, {}}, {"detection", settings::Priority::high, {"camera"}}})),
      participants_{{"camera", &camera}, {"detection", &detection}},
      work_(context_.get_executor()) {
  camera.on_prepare(camera_starts);
  detection.on_prepare(detection_starts);
  runtime::RevisionView current;
  current.revision = {1};
  current.full = schema_.defaults();
  journal.put(current);
  start(std::move(current), nullptr);
}

RuntimeWorld::RuntimeWorld(const RuntimeWorld& before, std::shared_ptr<const transaction::Report> awaiting)
    : schema_({camera.section(), detection.section()}),
      planner_(before.planner_),
      participants_{{"camera", &camera}, {"detection", &detection}},
      work_(context_.get_executor()) {
  journal.take_over(before.journal);
  start(journal.all().back(), std::move(awaiting));
}

void RuntimeWorld::start(runtime::RevisionView current, std::shared_ptr<const transaction::Report> awaiting) {
  auto first = runtime::prepare_all(schema_, planner_, participants_, current.full);
  cutover.start(current.revision, first.parts);
  current.effective = std::move(first.effective);
  runtime::Coordinator::Initial initial;
  initial.current = std::move(current);
  initial.impaired = std::move(first.impaired);
  initial.awaiting = std::move(awaiting);
  coordinator = std::make_unique<runtime::Coordinator>(
      runtime::Coordinator::Given{boost::asio::make_strand(boost::asio::any_io_executor(context_.get_executor())),
                                  clock_, workers_, journal, cutover, schema_, planner_, participants_},
      std::move(initial));
  thread_ = std::thread([this] { context_.run(); });
}

RuntimeWorld::~RuntimeWorld() {
  journal.let_go();
  drain();
  camera.let_go();
  detection.let_go();
  workers_.join();
  boost::asio::post(context_, [this] { work_.reset(); });
  thread_.join();
  // Its strand and timers belong to the context.
  coordinator.reset();
}

transaction::Request RuntimeWorld::request(const std::string& patch) const {
  transaction::Request request;
  request.patch = boost::json::parse(patch).as_object();
  request.author = "test";
  return request;
}

transaction::Request RuntimeWorld::request(const std::string& patch, int request_id) const {
  auto made = request(patch);
  made.request_id = {"0f9e1c52-6f0f-4cbd-8a56-" + std::to_string(100000000000 + request_id)};
  return made;
}

RuntimeWorld::Submitted RuntimeWorld::submit(transaction::Request request) {
  // A promise that is kept twice throws: exactly once is part of what is tested.
  auto started = std::make_shared<std::promise<base::TransactionId>>();
  auto promise = std::make_shared<std::promise<runtime::Answer>>();
  Submitted submitted{{}, started->get_future(), promise->get_future()};
  submitted.id = coordinator->apply(
      std::move(request), [started](const base::TransactionId& id, bool) { started->set_value(id); },
      [promise](const runtime::Answer& given) { promise->set_value(given); });
  return submitted;
}

RuntimeWorld::Found RuntimeWorld::confirm(const base::TransactionId& id) {
  return answer_of<Found>([&](auto answer) { coordinator->confirm(id, answer); });
}

RuntimeWorld::Found RuntimeWorld::cancel(const runtime::TransactionSelector& which) {
  return answer_of<Found>([&](auto answer) { coordinator->cancel_transaction(which, answer); });
}

RuntimeWorld::Found RuntimeWorld::find(const base::TransactionId& id) {
  return answer_of<Found>([&](auto answer) { coordinator->transaction(id, answer); });
}

RuntimeWorld::Found RuntimeWorld::find(const base::RequestId& id) {
  return answer_of<Found>([&](auto answer) { coordinator->transaction(id, answer); });
}

runtime::RevisionView RuntimeWorld::revision(base::Revision revision) {
  using View = base::Result<runtime::RevisionView>;
  return answer_of<View>([&](auto answer) { coordinator->revision(revision, answer); }).value();
}

runtime::RevisionPage RuntimeWorld::revisions(const runtime::RevisionQuery& query) {
  using Page = base::Result<runtime::RevisionPage>;
  return answer_of<Page>([&](auto answer) { coordinator->revisions(query, answer); }).value();
}

runtime::TransactionPage RuntimeWorld::transactions(const runtime::TransactionQuery& query) {
  using Page = base::Result<runtime::TransactionPage>;
  return answer_of<Page>([&](auto answer) { coordinator->transactions(query, answer); }).value();
}

base::Result<std::vector<settings::Change>> RuntimeWorld::diff(base::Revision from, base::Revision to) {
  using Changes = base::Result<std::vector<settings::Change>>;
  return answer_of<Changes>([&](auto answer) { coordinator->diff(from, to, answer); });
}

transaction::ServiceStatus RuntimeWorld::status(const std::string& section) {
  const auto status = answer_of<runtime::EngineStatus>([&](auto answer) { coordinator->status(answer); });
  for (const auto& service : status.services) {
    if (service.name == section) return service.status;
  }
  throw std::out_of_range("no section " + section);
}

std::int64_t RuntimeWorld::value(const std::string& section, const std::string& setting) {
  return revision().full.at(section).at(setting).as_int64();
}

void RuntimeWorld::settle() { revision(); }

void RuntimeWorld::wait_until(const std::function<bool()>& condition) {
  if (!eventually(condition)) throw std::runtime_error("what is waited for does not come");
}

std::future<void> RuntimeWorld::begin_drain() {
  drained_ = true;
  auto done = std::make_shared<std::promise<void>>();
  auto future = done->get_future();
  coordinator->drain([done] { done->set_value(); });
  return future;
}

void RuntimeWorld::drain() {
  if (!drained_) begin_drain().wait();
}

}  // namespace visiond::testing
