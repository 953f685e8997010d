// The input as the stored record of a transaction.
#include "daemon/settings/json_text.hpp"
#include "daemon/transaction/report.hpp"
#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace transaction = visiond::transaction;
  using visiond::fuzz::promise;
  const auto value = visiond::settings::read_json(visiond::fuzz::text_of(data, size));
  if (!value) return 0;
  const auto report = transaction::report_from_json(*value);
  if (!report) {
    promise(report.error().code == visiond::base::ErrorCode::store_damaged, "what does not read is damage",
            report.error().message);
    return 0;
  }
  const auto text = transaction::write_json(*report);
  const auto again = transaction::report_from_json(*visiond::settings::read_json(text));
  promise(again && transaction::write_json(*again) == text, "a report reads back", text);
  transaction::sections_of(*report);
  return 0;
}
