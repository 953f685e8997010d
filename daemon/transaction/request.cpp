#include "daemon/transaction/request.hpp"

#include "daemon/base/digest.hpp"
#include "daemon/settings/json_text.hpp"

namespace visiond::transaction {

bool goes_on_without(const Request& request) { return request.kind == Kind::revert; }

std::string digest(const Request& request) {
  json::object normal{{"rpc", to_string(request.kind)},
                      {"replace", request.replace},
                      {"expected_revision", request.expected_revision.value},
                      {"validate_only", request.validate_only},
                      {"depth", static_cast<int>(request.depth)},
                      {"confirm_timeout", request.confirm_timeout.count()},
                      {"comment", request.comment},
                      {"mode", static_cast<int>(request.mode)},
                      {"adjustment_policy", static_cast<int>(request.adjustment_policy)}};
  if (request.target.value != 0) {
    normal["target"] = request.target.value;
    normal["paths"] = json::array(request.paths.begin(), request.paths.end());
  }
  if (request.patch) normal["patch"] = *request.patch;
  if (request.expected_values) normal["expected_values"] = *request.expected_values;
  if (request.max_update_kind) normal["max_update_kind"] = settings::to_string(*request.max_update_kind);
  if (request.max_downtime) normal["max_downtime"] = request.max_downtime->count();
  return base::sha256_hex(settings::write_canonical_json(normal));
}

}  // namespace visiond::transaction
