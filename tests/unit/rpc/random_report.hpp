#pragma once
// Reports as large and odd as they may get, from a seed. Bound to one test.

#include "daemon/runtime/settings_api.hpp"

#include <random>
#include <string>
#include <utility>

namespace visiond::testing {

class RandomReport {
 public:
  explicit RandomReport(std::uint32_t seed) : random_(seed) {}

  // UTF-8 of up to `most` bytes or a little more, of characters of one to four bytes; now and then no UTF-8 at all.
  std::string text(std::size_t most) {
    static const char* const pieces[] = {"a", " ", "\"", "\n", "é", "字", "😀", "%", "ß"};
    const auto size = up_to(most);
    std::string text;
    while (text.size() < size) text += pieces[up_to(std::size(pieces) - 1)];
    if (one_in(8)) text += "\xC3(\xFF";
    return text;
  }

  runtime::Answer answer() {
    transaction::Report report;
    report.transaction_id = {base::make_uuid()};
    if (one_in(2)) report.request_id = {base::make_uuid()};
    report.kind = static_cast<transaction::Kind>(up_to(4));
    report.state = static_cast<transaction::State>(up_to(10));
    report.base_revision = report.revision = {random_()};
    report.author = std::string(up_to(64), 'a');
    if (one_in(2)) report.comment = std::string(up_to(1024), 'c');
    report.create_time = base::WallTime(std::chrono::seconds(1790000000) + std::chrono::nanoseconds(up_to(999999999)));
    report.end_time = report.create_time + std::chrono::microseconds(up_to(9999999));
    report.error = error();
    fill(report);
    const base::Revision current{(std::uint64_t{random_()} << 32) + random_()};
    return {std::make_shared<const transaction::Report>(std::move(report)), current};
  }

  base::Error error() {
    const auto code = static_cast<base::ErrorCode>(up_to(static_cast<std::size_t>(base::ErrorCode::internal)));
    return {code, one_in(2) ? text(300) : "", text(one_in(3) ? 5000 : 200)};
  }

 private:
  std::size_t up_to(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random_); }
  bool one_in(std::size_t n) { return up_to(n - 1) == 0; }
  std::size_t count() { return one_in(2) ? 0 : up_to(one_in(4) ? 500 : 20); }

  // What a document can hold: UTF-8 without NUL.
  boost::json::value value() {
    switch (up_to(3)) {
      case 0:
        return nullptr;
      case 1:
        return static_cast<double>(random_()) / 7;
      case 2:
        return boost::json::value(std::string(up_to(one_in(5) ? 100000 : 300), 'v'));
      default: {
        boost::json::object map;
        for (std::size_t n = up_to(40); n > 0; --n) map["ключ " + std::to_string(n)] = "значение";
        return map;
      }
    }
  }

  void fill(transaction::Report& report) {
    for (auto n = count(); n > 0; --n)
      report.violations.push_back({text(300), base::ErrorCode::unknown_setting, text(one_in(4) ? 4000 : 200)});
    for (auto n = count(); n > 0; --n)
      report.changes.push_back({std::string(up_to(400), 'p'), value(), value(), settings::UpdateKind::recreate});
    for (auto n = count(); n > 0; --n) report.adjustments.push_back({std::string(up_to(400), 'p'), value(), value()});
    for (auto n = count(); n > 0; --n) report.unverified.push_back(text(100));
    for (auto n = up_to(8); n > 0; --n)
      report.phases.push_back({static_cast<transaction::PhaseName>(n - 1), std::chrono::microseconds(random_())});
    for (auto n = up_to(4); n > 0; --n) report.waves.push_back(wave());
  }

  transaction::Wave wave() {
    transaction::Wave wave;
    for (auto n = up_to(7); n > 0; --n) {
      transaction::Operation operation;
      operation.section = "section" + std::to_string(n);
      operation.outcome = static_cast<transaction::Outcome>(up_to(6));
      operation.duration = operation.predicted_duration = std::chrono::nanoseconds(random_());
      operation.downtime = std::chrono::nanoseconds(random_());
      if (one_in(2)) operation.error = error();
      wave.operations.push_back(std::move(operation));
    }
    return wave;
  }

  std::mt19937 random_;
};

}  // namespace visiond::testing
