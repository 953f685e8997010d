#include "daemon/base/error.hpp"

#include <array>
#include <stdexcept>

namespace visiond::base {
namespace {

constexpr std::array<std::string_view, 44> names = {
    "INVALID_SETTING",
    "UNKNOWN_SETTING",
    "SECRET_IN_VALUE",
    "EMPTY_PATCH",
    "REQUEST_ID_REUSED",
    "INVALID_REQUEST",
    "REVISION_CONFLICT",
    "VALUE_CONFLICT",
    "ROLLED_BACK",
    "TIMED_OUT",
    "CONFIRMATION_PENDING",
    "NOTHING_TO_CONFIRM",
    "NOTHING_TO_CANCEL",
    "DISRUPTION_EXCEEDED",
    "SECTION_BUSY",
    "ADJUSTED",
    "QUEUE_FULL",
    "STORAGE_FULL",
    "BUDGET_EXHAUSTED",
    "STARTING",
    "DRAINING",
    "NO_FRAME",
    "CANCELLED",
    "DEADLINE_EXCEEDED",
    "NO_SUCH_REVISION",
    "NO_SUCH_TRANSACTION",
    "NO_SUCH_MODEL",
    "MODEL_EXISTS",
    "MODEL_IN_USE",
    "DOWNLOAD_FAILED",
    "PROVIDER_FAILED",
    "SERVICE_DISABLED",
    "NO_SUCH_SAMPLE",
    "NO_SUCH_RUN",
    "NO_SUCH_TRACK",
    "SAMPLE_EXISTS",
    "SAMPLE_MISSING",
    "TRAINING_RUNNING",
    "TOO_FEW_SAMPLES",
    "REVISION_GONE",
    "ROLLBACK_INCOMPLETE",
    "STORE_DAMAGED",
    "STORAGE_FAILED",
    "INTERNAL",
};
static_assert(names.size() == static_cast<std::size_t>(ErrorCode::internal) + 1);

}  // namespace

std::string_view to_string(ErrorCode code) { return names.at(static_cast<std::size_t>(code)); }

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error(std::string(to_string(error.code)) + ": " + error.path + ": " + error.message);
}

}  // namespace visiond::base
