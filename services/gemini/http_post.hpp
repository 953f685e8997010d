#pragma once
// Requests by libcurl: certificates are checked, proxies come from the environment (https_proxy, no_proxy, …),
// redirections are not followed, so that neither key nor picture goes where no setting says. Blocks; thread-safe.

#include "services/gemini/http.hpp"

namespace visiond::gemini {

// Ends at once, with `cancelled`, when a stop is asked for.
HttpAnswer http_post(const HttpRequest& request, const HttpLimits& limits, std::stop_token stop);

}  // namespace visiond::gemini
