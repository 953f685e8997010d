#pragma once
// What is known about a running transaction, in lines for a terminal: its phase and how far along it is, then its waves
// with what each operation has come to. Knows its transaction by the request id of the first `started` event and leaves
// all others out. Fed by one thread.

#include "visiond/v1/settings.pb.h"

#include <string>
#include <vector>

namespace visiond::cli {

class TransactionProgress {
 public:
  // Lines are at most `width` characters, so that they do not wrap.
  TransactionProgress(std::string request_id, std::size_t width);

  // False where the event is not about our transaction.
  bool feed(const v1::TransactionEvent& event);
  // It is planned, but events do not tell the plan: `plan` shall be called with the transaction's report.
  bool lacks_plan() const { return planned_ && waves_.empty(); }
  void plan(const v1::Transaction& report);

  const std::string& transaction_id() const { return transaction_id_; }  // empty until it started
  bool ended() const { return ended_; }
  std::vector<std::string> lines() const;

 private:
  using Wave = std::vector<v1::Transaction::Operation>;

  void note(const v1::Transaction::Operation& operation);
  std::string head() const;

  const std::string request_id_;
  const std::size_t width_;
  std::string transaction_id_;
  std::string phase_;
  double progress_ = 0;
  std::string remaining_;
  std::vector<Wave> waves_;
  Wave loose_;  // told of before the plan was known
  bool planned_ = false;
  bool ended_ = false;
};

}  // namespace visiond::cli
