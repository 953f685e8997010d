#pragma once
// How a provider is asked and what its answers mean: JSON in, JSON out. Immutable; thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/base/secret.hpp"
#include "services/gemini/http.hpp"
#include "services/gemini/settings.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace visiond::gemini {

struct Question {
  std::string model{};
  std::string prompt{};
  std::shared_ptr<const std::string> jpeg{};  // null: without a picture
  double temperature = 0;
  int max_output_tokens = 0;
};

// What a sound answer says.
struct Said {
  std::string text{};  // empty where the model says nothing, which `silence` explains
  std::string silence{};
  int input_tokens = 0, output_tokens = 0;  // 0 where it does not count them
};

class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::string_view name() const = 0;
  // The request, with the key in a header. `base_url`: empty for the provider's own.
  virtual HttpRequest request(const std::string& base_url, const Question& question, const base::Secret& key) const = 0;
  // The body of an answer with status 200. PROVIDER_FAILED where it is none of this protocol.
  virtual base::Result<Said> read(std::string_view body) const = 0;
};

const Protocol& protocol_of(Provider provider);

// The provider's own words in the body of an answer with another status, as one line; empty where there are none. They
// may hold anything, the key included.
std::string reason_in(std::string_view body);

}  // namespace visiond::gemini
