#include "services/gemini/describer.hpp"

#include "services/pipeline/event_hub.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <future>
#include <set>

namespace visiond::gemini {
namespace {

using base::ErrorCode;
using base::Result;
using pipeline::SceneDescription;
using testing::eventually;
using testing::Mailbox;
using End = HttpAnswer::End;

constexpr const char* fine = R"({"choices": [{"message": {"content": "A yard."}}],
                                 "usage": {"prompt_tokens": 20, "completion_tokens": 3}})";

// Requests that a test sees and answers; what is given up answers by itself.
class Provider {
 public:
  HttpPost post() {
    return [this](const HttpRequest& request, const HttpLimits&, std::stop_token stop) {
      requests.put(request);
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !answers_.empty(); })) return HttpAnswer{.end = End::cancelled};
      auto answer = std::move(answers_.front());
      answers_.pop_front();
      return answer;
    };
  }
  void answer(int status, const std::string& body) {
    const std::lock_guard lock(mutex_);
    answers_.push_back({.end = End::answered, .status = status, .body = body});
    changed_.notify_all();
  }

  Mailbox<HttpRequest> requests;

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<HttpAnswer> answers_;
};

class OnePicture final : public pipeline::PicturesApi {
 public:
  std::unique_ptr<pipeline::Subscription> subscribe_pictures(const pipeline::PictureOptions&,
                                                             std::function<void(const pipeline::Picture&)>) override {
    return nullptr;
  }
  void newest_picture(const pipeline::PictureOptions& options,
                      std::function<void(Result<pipeline::Picture>)> done) override {
    width = options.max_width;
    height = options.max_height;
    if (!there) return done(base::Error{ErrorCode::no_frame, "", "there is no camera"});
    auto result = std::make_shared<pipeline::FrameResult>();
    result->frame_sequence = 42;
    result->detections.emplace_back().label = "dog";
    done(pipeline::Picture{std::make_shared<const std::string>("jpeg"), 64, 48, std::move(result)});
  }

  std::atomic<bool> there = true;
  std::atomic<int> width = 0, height = 0;
};

class DescriberTest : public ::testing::Test {
 protected:
  using Future = std::future<Result<SceneDescription>>;

  DescriberTest() {
    settings.enabled = true;
    settings.provider = gemini::Provider::openai;
    settings.model = "m";
    settings.prompt = "{camera}: {labels}?";
    settings.max_attempts = 1;
    put_in_force();
    describer.start();
  }
  ~DescriberTest() override { describer.stop(); }

  // As a flip does: first the generation, then the part.
  void put_in_force() {
    part = std::make_shared<const GeminiPart>(settings, base::Secret());
    {
      const std::lock_guard lock(mutex);
      generation = std::make_shared<const pipeline::Generation>(base::Revision{++revision},
                                                                transaction::Parts{{"gemini", part}});
    }
    describer.put_in_force(part);
  }
  Future describe(const std::string& prompt = "", std::stop_token stop = {}) {
    auto promise = std::make_shared<std::promise<Result<SceneDescription>>>();
    describer.describe(prompt, std::move(stop), [promise](auto scene) { promise->set_value(std::move(scene)); });
    return promise->get_future();
  }
  static Result<SceneDescription> get(Future& future) {
    if (future.wait_for(testing::patience) != std::future_status::ready) throw std::runtime_error("no answer");
    return future.get();
  }
  ErrorCode code_of(Future& future) { return get(future).error().code; }
  std::uint64_t dropped(const std::string& reason) {
    auto all = describer.figures().dropped;
    return all[reason];
  }

  base::SystemClock clock;
  testing::TempFolder folder;
  Ledger ledger{folder.path() / "gemini.sqlite"};
  Provider provider;
  OnePicture pictures;
  pipeline::EventHub events;
  GeminiSettings settings;
  PartPtr part;
  std::mutex mutex;
  std::uint64_t revision = 0;
  std::shared_ptr<const pipeline::Generation> generation;
  Describer describer{{.clock = clock,
                       .pictures = pictures,
                       .events = events,
                       .generation =
                           [this] {
                             const std::lock_guard lock(mutex);
                             return generation;
                           },
                       .camera_name = [](const auto&) { return std::string("gate"); },
                       .post = provider.post(),
                       .random = [] { return 0.0; },
                       .ledger = ledger}};
};

TEST_F(DescriberTest, asks_about_the_newest_picture_and_tells_everybody) {
  Mailbox<pipeline::Event> told;
  const auto subscription = events.subscribe([&](const auto& event) { told.put(*event); });
  auto scene = describe();
  EXPECT_NE(provider.requests.take().body.find("gate: dog?"), std::string::npos);
  provider.answer(200, fine);
  const auto answer = get(scene);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "A yard.");
  EXPECT_EQ(answer->model, "m");
  EXPECT_EQ(answer->provider, "openai");
  EXPECT_EQ(answer->frame_sequence, 42U);
  EXPECT_EQ(answer->revision, base::Revision{1});
  EXPECT_EQ(answer->input_tokens, 20);
  EXPECT_EQ(answer->output_tokens, 3);
  EXPECT_EQ(pictures.width, settings.image_max_px);
  EXPECT_EQ(pictures.height, settings.image_max_px);
  const auto event = told.take();
  EXPECT_EQ(std::get<SceneDescription>(event.happening).text, "A yard.");
  EXPECT_EQ(event.revision, base::Revision{1});
  EXPECT_EQ(ledger.usage(clock.wall_now()).today, 1);
  EXPECT_EQ(describer.figures().requests.at("ANSWERED"), 1U);
}

TEST_F(DescriberTest, takes_a_prompt_of_the_callers_own) {
  auto scene = describe("Is there a {labels} at the {camera}?");
  EXPECT_NE(provider.requests.take().body.find("Is there a dog at the gate?"), std::string::npos);
  provider.answer(200, fine);
  EXPECT_TRUE(get(scene));
  auto refused = describe(std::string(longest_prompt + 1, 'x'));
  EXPECT_EQ(code_of(refused), ErrorCode::invalid_request);
}

TEST_F(DescriberTest, ends_what_is_under_way_when_the_section_changes) {
  auto scene = describe();
  provider.requests.take();
  settings.temperature = 1;
  put_in_force();
  const auto answer = get(scene);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
  EXPECT_EQ(answer.error().message, "the section gemini has changed meanwhile; ask again");
}

TEST_F(DescriberTest, goes_on_when_only_other_sections_change) {
  auto scene = describe();
  provider.requests.take();
  {
    const std::lock_guard lock(mutex);
    generation = std::make_shared<const pipeline::Generation>(base::Revision{9}, transaction::Parts{{"gemini", part}});
  }
  provider.answer(200, fine);
  const auto answer = get(scene);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->revision, base::Revision{1}) << "the one that asked";
}

TEST_F(DescriberTest, ends_what_its_caller_gives_up) {
  std::stop_source stop;
  auto scene = describe("", stop.get_token());
  provider.requests.take();
  stop.request_stop();
  EXPECT_EQ(code_of(scene), ErrorCode::cancelled);
}

TEST_F(DescriberTest, answers_everybody_at_the_end) {
  auto under_way = describe();
  provider.requests.take();
  auto waiting = describe();
  describer.stop();
  EXPECT_EQ(code_of(under_way), ErrorCode::draining);
  EXPECT_EQ(code_of(waiting), ErrorCode::draining);
  auto late = describe();
  EXPECT_EQ(code_of(late), ErrorCode::draining);
}

TEST_F(DescriberTest, refuses_calls_beyond_those_that_may_wait) {
  auto under_way = describe();
  provider.requests.take();
  std::vector<Future> waiting;
  for (std::size_t n = 0; n < Describer::most_waiting; ++n) waiting.push_back(describe());
  auto refused = describe();
  EXPECT_EQ(code_of(refused), ErrorCode::queue_full);
  EXPECT_EQ(dropped("QUEUE_FULL"), 1U);
}

TEST_F(DescriberTest, lets_calls_push_out_what_came_by_itself) {
  settings.trigger = Trigger::new_track;
  put_in_force();
  describer.track_started();
  provider.requests.take();
  for (std::size_t n = 0; n < Describer::most_waiting + 2; ++n) describer.track_started();
  EXPECT_EQ(dropped("QUEUE_FULL"), 2U);
  EXPECT_EQ(describer.state().waiting, Describer::most_waiting);
  auto call = describe();
  EXPECT_EQ(dropped("QUEUE_FULL"), 3U);
}

TEST_F(DescriberTest, asks_by_itself_only_where_the_trigger_says_so) {
  describer.track_started();
  EXPECT_EQ(describer.state().waiting, 0U);
  settings.trigger = Trigger::interval;
  put_in_force();
  provider.requests.take();
  provider.answer(200, fine);
  settings.trigger = Trigger::new_track;
  put_in_force();
  describer.track_started();
  provider.requests.take();
}

TEST_F(DescriberTest, says_that_it_is_disabled_impaired_or_without_picture) {
  settings.enabled = false;
  put_in_force();
  auto disabled = describe();
  EXPECT_EQ(code_of(disabled), ErrorCode::service_disabled);
  settings.enabled = true;
  put_in_force();
  pictures.there = false;
  auto blind = describe();
  EXPECT_EQ(code_of(blind), ErrorCode::no_frame);
  {
    const std::lock_guard lock(mutex);
    generation = std::make_shared<const pipeline::Generation>(base::Revision{9}, transaction::Parts{});
  }
  auto impaired = describe();
  EXPECT_EQ(code_of(impaired), ErrorCode::service_disabled);
  EXPECT_EQ(dropped("SERVICE_DISABLED"), 2U);
  EXPECT_TRUE(provider.requests.empty());
}

TEST_F(DescriberTest, leaves_a_provider_alone_that_fails) {
  for (int n = 0; n < CircuitBreaker::most_failures; ++n) {
    provider.answer(500, "");
    auto failing = describe();
    EXPECT_EQ(code_of(failing), ErrorCode::provider_failed);
    provider.requests.take();
  }
  auto shut = describe();
  EXPECT_NE(get(shut).error().message.find("left alone until"), std::string::npos);
  EXPECT_TRUE(provider.requests.empty());
  EXPECT_TRUE(describer.state().retry_at);
  EXPECT_EQ(describer.figures().breaker, 2);
  EXPECT_EQ(dropped("LEFT_ALONE"), 1U);
  settings.temperature = 1;
  put_in_force();
  EXPECT_EQ(describer.figures().breaker, 0) << "with other settings it may do better";
}

TEST_F(DescriberTest, asks_nothing_beyond_the_budget) {
  settings.requests_per_min = 600;
  settings.daily_budget = 1;
  put_in_force();
  provider.answer(200, fine);
  auto first = describe();
  EXPECT_TRUE(get(first));
  auto second = describe();
  EXPECT_EQ(code_of(second), ErrorCode::budget_exhausted);
  EXPECT_EQ(dropped("BUDGET_EXHAUSTED"), 1U);
  provider.requests.take();
  EXPECT_TRUE(provider.requests.empty());
}

TEST_F(DescriberTest, tells_that_the_model_says_nothing) {
  provider.answer(200, R"({"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]})");
  auto scene = describe();
  const auto answer = get(scene);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "the model answered without text: content_filter");
  EXPECT_EQ(describer.figures().breaker, 0);
}

}  // namespace
}  // namespace visiond::gemini
