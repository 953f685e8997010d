#include "daemon/runtime/recent_reports.hpp"

#include <gtest/gtest.h>

#include <string>

namespace visiond::runtime {
namespace {

RecentReports::ReportPtr report(const std::string& id, const std::string& request = "") {
  auto made = std::make_shared<transaction::Report>();
  made->transaction_id = {id};
  made->request_id = {request};
  return made;
}

TEST(RecentReports, lets_the_oldest_go_when_it_is_full) {
  RecentReports reports(2);
  for (const auto* id : {"a", "b", "c"}) reports.add(report(id));
  EXPECT_EQ(reports.find(base::TransactionId{"a"}), nullptr);
  EXPECT_NE(reports.find(base::TransactionId{"b"}), nullptr);
  EXPECT_NE(reports.find(base::TransactionId{"c"}), nullptr);
}

TEST(RecentReports, replaces_the_report_of_the_same_transaction) {
  RecentReports reports(2);
  reports.add(report("a"));
  reports.add(report("b"));
  const auto newer = report("a");
  reports.add(newer);
  EXPECT_EQ(reports.find(base::TransactionId{"a"}), newer);
  reports.add(report("c"));
  EXPECT_EQ(reports.find(base::TransactionId{"a"}), newer) << "it counts as new";
  EXPECT_EQ(reports.find(base::TransactionId{"b"}), nullptr);
}

TEST(RecentReports, finds_the_newest_of_a_request) {
  RecentReports reports(4);
  reports.add(report("a", "r"));
  reports.add(report("b", "r"));
  reports.add(report("c", "other"));
  EXPECT_EQ(reports.find(base::RequestId{"r"})->transaction_id.value, "b");
  EXPECT_EQ(reports.find(base::RequestId{"unknown"}), nullptr);
}

}  // namespace
}  // namespace visiond::runtime
