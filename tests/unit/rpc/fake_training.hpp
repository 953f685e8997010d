#pragma once
// Training without samples: what is asked for waits until the test answers. Thread-safe.

#include "services/pipeline/hub.hpp"
#include "services/training/api.hpp"
#include "tests/support/waiting.hpp"

#include <string>
#include <utility>

namespace visiond::testing {

class FakeTraining final : public training::TrainingApi {
 public:
  template <class Request, class Answer>
  struct Asked {
    Request request;
    std::function<void(base::Result<Answer>)> done;
  };

  Mailbox<Asked<training::AddRequest, training::AddedSample>> adds;
  Mailbox<Asked<training::SampleQuery, training::SamplePage>> lists;
  Mailbox<Asked<std::uint64_t, void>> removes;
  Mailbox<Asked<training::StartRequest, training::Run>> starts;
  Mailbox<std::function<void(base::Result<training::Run>)>> cancels;
  Mailbox<Asked<std::uint64_t, training::Run>> runs;
  pipeline::Hub<const training::Run&> watchers;
  training::Figures counted;

  void add_sample(training::AddRequest request,
                  std::function<void(base::Result<training::AddedSample>)> done) override {
    adds.put({std::move(request), std::move(done)});
  }
  void samples(training::SampleQuery query, std::function<void(base::Result<training::SamplePage>)> done) override {
    lists.put({std::move(query), std::move(done)});
  }
  void remove_sample(std::uint64_t id, std::function<void(base::Result<void>)> done) override {
    removes.put({id, std::move(done)});
  }
  void start(training::StartRequest request, std::function<void(base::Result<training::Run>)> done) override {
    starts.put({std::move(request), std::move(done)});
  }
  void cancel(std::function<void(base::Result<training::Run>)> done) override { cancels.put(std::move(done)); }
  void run(std::uint64_t id, std::function<void(base::Result<training::Run>)> done) override {
    runs.put({id, std::move(done)});
  }
  std::unique_ptr<pipeline::Subscription> watch(std::function<void(const training::Run&)> handler) override {
    return watchers.subscribe(std::move(handler));
  }
  training::Figures figures() const override { return counted; }
};

}  // namespace visiond::testing
