#pragma once
// Which document the daemon starts with: the last committed revision, judged by today's schema, or the initial settings
// where the store is empty. Writes the first revision, one that takes a change back that was not confirmed in time, and
// one by "upgrade" where today's full document differs from the stored one. Called once, before serving.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/settings/validation.hpp"
#include "daemon/store/store.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace visiond::app {

namespace json = boost::json;

struct DocumentAtStart {
  transaction::RevisionRecord record;  // newest in the store now
  std::vector<settings::IgnoredSetting> ignored;
  std::vector<settings::Violation> impaired;
  std::optional<transaction::Report> awaiting;  // the transaction that still awaits confirmation
};

// Rules across fields, of all services, on a full document.
using CrossCheck = std::function<std::vector<settings::Violation>(const json::object& full)>;

// `initial`: a merge patch of the defaults. INVALID_SETTING lists every mistake in it.
base::Result<DocumentAtStart> document_at_start(store::Store& store, const settings::Schema& schema,
                                                const CrossCheck& check, const std::optional<json::object>& initial,
                                                const base::Clock& clock);

}  // namespace visiond::app
