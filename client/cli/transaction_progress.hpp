#pragma once
// One line about a running transaction, for a terminal: its phase, its operations so far, how far along. Knows its
// transaction by the request id of the first `started` event and leaves all others out. Fed by one thread.

#include "visiond/v1/settings.pb.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::cli {

class TransactionProgress {
 public:
  // Lines are at most `width` characters, so that they do not wrap.
  TransactionProgress(std::string request_id, std::size_t width);

  // The line to show from now on; nothing where the event is not about our transaction.
  std::optional<std::string> feed(const v1::TransactionEvent& event);

 private:
  void note(const v1::Transaction::Operation& operation);
  std::string line(const v1::TransactionEvent& event) const;

  const std::string request_id_;
  const std::size_t width_;
  std::string transaction_id_;  // empty until it started
  std::string phase_;
  std::vector<std::pair<std::string, std::string>> operations_;  // section; "RESTART PREPARED"
};

}  // namespace visiond::cli
