#pragma once
// The data plane put together: stamper → bounded queue → stage workers → result hub → pictures, and the Cutover that
// transactions flip. Owned by the composition root. Thread-safe; its threads stop in stop().

#include "daemon/base/clock.hpp"
#include "daemon/transaction/participant.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/generation.hpp"
#include "services/pipeline/pictures.hpp"
#include "services/pipeline/source_tap.hpp"
#include "services/pipeline/stage.hpp"

#include <memory>
#include <vector>

namespace visiond::pipeline {

class Pipeline final : public transaction::Cutover, public PipelineApi, public PicturesApi {
 public:
  // Given: clock (outlives it), stages in the order of the frames' way.
  Pipeline(const base::Clock& clock, std::vector<std::unique_ptr<Stage>> stages);
  ~Pipeline() override;

  // Where sources deliver to; lives as long as the pipeline.
  FrameSink& sink();

  // The generation in force before any transaction; once, before serving.
  void start(base::Revision revision, transaction::Parts parts);
  // Tells sources to stop, ends the workers, frees generations and with them their sources. No handler is called from
  // then on. Idempotent.
  void stop();

  // True once a first frame was processed; waits for it, at most `limit`.
  bool wait_for_first_result(base::Duration limit);
  // Generations not yet freed, the one in force included.
  std::size_t live_generations() const;
  // The one in force, its revision and parts together; null before start(). Whoever keeps it keeps its source open.
  std::shared_ptr<const Generation> generation() const;

  std::shared_ptr<transaction::Candidate> assemble(base::Revision revision, transaction::Parts parts) override;
  base::Result<void> rehearse(std::shared_ptr<transaction::Candidate> candidate,
                              const std::vector<std::string>& sections, std::stop_token stop) override;
  void hold() noexcept override;
  void release() noexcept override;
  transaction::FlipResult flip(std::shared_ptr<transaction::Candidate> candidate) noexcept override;
  std::optional<base::Duration> measure_downtime(base::Duration limit, std::stop_token stop) override;
  base::Revision revision() const override;
  transaction::Parts parts() const override;

  std::unique_ptr<Subscription> subscribe(
      std::function<void(const std::shared_ptr<const FrameResult>&)> handler) override;
  std::vector<StageStatus> stages() const override;

  std::unique_ptr<Subscription> subscribe_pictures(const PictureOptions& options,
                                                   std::function<void(const Picture&)> handler) override;
  void newest_picture(const PictureOptions& options, std::function<void(base::Result<Picture>)> done) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace visiond::pipeline
