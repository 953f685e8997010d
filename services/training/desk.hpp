#pragma once
// Training as callers use it: one worker thread that owns the samples and their file, and a thread of its own for the
// run that is under way. At most 64 calls wait, more are QUEUE_FULL. Owned by the composition root; thread-safe.

#include "services/training/board.hpp"
#include "services/training/carry_out.hpp"
#include "services/training/latency_gauge.hpp"
#include "services/training/samples.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <mutex>
#include <thread>

namespace visiond::training {

class Desk final : public TrainingApi {
 public:
  static constexpr std::size_t most_calls = 64;

  // All outlive it.
  struct Given {
    const base::Clock& clock;
    Board& board;
    models::ModelsApi& models;
    const models::Library& library;
    pipeline::PipelineApi& pipeline;
  };
  struct Options {
    std::filesystem::path state_dir;
    std::filesystem::path trainer;  // the program
    Decodes decodes;
    std::function<TrainingSettings()> settings;                                // in force now; thread-safe
    std::function<base::Result<std::string>(std::uint64_t track_id)> crop_of;  // as PNG; NO_SUCH_TRACK
    Promote promote;
    Limits limits{};
    std::chrono::milliseconds look{250};  // how often the frames' latency is judged
  };
  Desk(Given given, Options options);
  ~Desk() override { stop(); }

  // Ends the run that is under way; everybody is answered when it returns. Idempotent.
  void stop();

  void add_sample(AddRequest request, std::function<void(base::Result<AddedSample>)> done) override;
  void samples(SampleQuery query, std::function<void(base::Result<SamplePage>)> done) override;
  void remove_sample(std::uint64_t id, std::function<void(base::Result<void>)> done) override;
  void start(StartRequest request, std::function<void(base::Result<Run>)> done) override;
  void cancel(std::function<void(base::Result<Run>)> done) override;
  void run(std::uint64_t id, std::function<void(base::Result<Run>)> done) override;
  std::unique_ptr<pipeline::Subscription> watch(std::function<void(const Run&)> handler) override {
    return given_.board.watch(std::move(handler));
  }
  Figures figures() const override { return given_.board.figures(); }

 private:
  using Answer = std::function<void(base::Result<Run>)>;
  // The run that is under way.
  struct Active {
    std::jthread thread;
    boost::asio::executor_work_guard<boost::asio::thread_pool::executor_type> keeps_worker;
    std::vector<Answer> waiting{};  // for its end
  };

  template <class Value, class Work>
  void post(std::function<void(base::Result<Value>)> done, Work work);

  // All on the worker.
  void open();
  base::Result<AddedSample> add_now(const AddRequest& request);
  base::Result<Job> make_job(const StartRequest& request);
  void start_now(const StartRequest& request, Answer done);
  void run_ended(Run run);

  std::filesystem::path folder_of(std::uint64_t run) const {
    return options_.state_dir / "training" / std::to_string(run);
  }
  // On the run's own thread.
  void carry_out_now(const Job& job, const std::string& model_id, const std::stop_token& stop, Run run, Answer done);

  const Given given_;
  const Options options_;
  std::mutex gate_;  // nothing is posted once stopping_ is set
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> calls_ = 0;

  std::unique_ptr<Samples> samples_;  // the worker's; null where it could not be opened
  std::optional<base::Error> problem_;
  std::optional<Active> active_;

  boost::asio::thread_pool worker_{1};
};

}  // namespace visiond::training
