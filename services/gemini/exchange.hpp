#pragma once
// One question to a provider until it is answered: sends, waits, sends again, within one time-out. Used by one thread
// at a time.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/gemini/gemini_part.hpp"
#include "services/gemini/http.hpp"
#include "services/gemini/outcome.hpp"
#include "services/gemini/protocol.hpp"

#include <functional>
#include <optional>
#include <stop_token>

namespace visiond::gemini {

class Exchange {
 public:
  // All outlive it.
  struct Given {
    const base::Clock& clock;
    const HttpPost& post;
    // Before each request: an error keeps it from being sent.
    std::function<base::Result<void>()> may_send;
    // After each request.
    std::function<void(Outcome)> sent;
    // Waits; returns early where a stop is asked for.
    std::function<void(base::Duration, const std::stop_token&)> pause;
    std::function<double()> random;  // 0 to 1
  };
  struct Asked {
    // PROVIDER_FAILED with what the provider or the network said, the key never in it; CANCELLED; may_send()'s.
    base::Result<Said> said;
    std::optional<Outcome> last{};                // of the last request; nothing where none was sent
    std::optional<base::Duration> retry_after{};  // as the server asked last
    int status = 0;                               // HTTP's of the last request; 0 where there is none
  };

  explicit Exchange(Given given) : given_(std::move(given)) {}

  // An answer whose text is empty is one too: its `silence` says why.
  Asked ask(const GeminiPart& part, const Question& question, int most_attempts, const std::stop_token& stop);

 private:
  Asked send(const GeminiPart& part, const HttpRequest& request, base::Duration limit, const std::stop_token& stop);

  Given given_;
};

}  // namespace visiond::gemini
