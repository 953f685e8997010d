#include "tests/unit/store/store_world.hpp"

#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace visiond::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string uuid(char kind, std::uint64_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "%c0000000-0000-4000-8000-%012llx", kind, static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

base::TransactionId transaction_id(std::uint64_t number) { return {uuid('a', number)}; }

base::RequestId request_id(std::uint64_t number) { return {uuid('b', number)}; }

base::WallTime time(std::uint64_t number) {
  return std::chrono::sys_days(std::chrono::year(2026) / std::chrono::January / 1) + std::chrono::seconds(number);
}

transaction::RevisionRecord revision_record(std::uint64_t number) {
  transaction::RevisionRecord record;
  record.revision = {number};
  record.sparse = boost::json::object{{"camera", {{"width", number}}}};
  boost::json::object full{{"camera", {{"width", number}, {"source", "synthetic:"}}},
                           {"detection", {{"confidence", 0.1 + 0.2}}}};
  record.full = full;
  if (number % 2 == 0) full["camera"].as_object()["width"] = number + 1;
  record.effective = std::move(full);
  record.create_time = time(number) + std::chrono::nanoseconds(7);
  record.transaction_id = transaction_id(number);
  record.author = number % 3 == 0 ? "third" : "other";
  record.comment = "no. " + std::to_string(number) + " with \"quotes\", 'ticks' and ümlauts";
  record.sections =
      number % 2 == 0 ? std::vector<std::string>{"camera", "detection"} : std::vector<std::string>{"camera"};
  return record;
}

transaction::TransactionRecord outcome(std::uint64_t number) {
  transaction::TransactionRecord record;
  record.report.transaction_id = transaction_id(number);
  record.report.state = transaction::State::committed;
  record.report.changed = true;
  record.report.revision = {number};
  record.report.comment = "no. " + std::to_string(number);
  record.report.create_time = time(number);
  return record;
}

transaction::TransactionRecord requested_outcome(std::uint64_t number) {
  auto record = outcome(number);
  record.report.request_id = request_id(number);
  record.request_digest = "digest " + std::to_string(number);
  return record;
}

bool whole(const transaction::RevisionRecord& record) {
  const auto expected = revision_record(record.revision.value);
  return record.sparse == expected.sparse && record.full == expected.full && record.effective == expected.effective &&
         record.create_time == expected.create_time && record.transaction_id == expected.transaction_id &&
         record.author == expected.author && record.comment == expected.comment && record.sections == expected.sections;
}

void StoreWorld::open() {
  store.reset();
  store = store::Store::open(options).value();
}

void StoreWorld::commit(std::uint64_t number) {
  store->commit({.revision = revision_record(number), .outcome = outcome(number)}).value();
}

void StoreWorld::commit_more(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) commit(newest() + 1);
}

std::uint64_t StoreWorld::newest() {
  const auto record = store->newest_revision().value();
  return record ? record->revision.value : 0;
}

base::Error StoreWorld::opening_error() {
  store.reset();
  auto opened = store::Store::open(options);
  if (opened) throw std::logic_error("the store opened");
  return opened.error();
}

void StoreWorld::stop_uncleanly() {
  const TempFolder aside;
  for (const auto& name : {file(), wal()}) fs::copy_file(name, aside.path() / name.filename());
  close();
  for (const auto& name : {file(), wal()}) {
    fs::copy_file(aside.path() / name.filename(), name, fs::copy_options::overwrite_existing);
  }
}

}  // namespace visiond::testing
