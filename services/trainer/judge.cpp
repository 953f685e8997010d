#include "services/trainer/judge.hpp"

namespace visiond::trainer {
namespace {

double ratio(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

training::Report judge(const std::vector<std::string>& labels, const std::vector<Verdict>& verdicts) {
  training::Report report;
  report.confusion.assign(labels.size(), std::vector<std::uint64_t>(labels.size(), 0));
  for (const auto& each : verdicts) ++report.confusion.at(each.is).at(each.told);
  std::uint64_t right = 0;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    training::ClassReport of_class{.label = labels[n]};
    for (const auto count : report.confusion[n]) of_class.held_out += count;
    of_class.recall = ratio(report.confusion[n][n], of_class.held_out);
    right += report.confusion[n][n];
    report.classes.push_back(std::move(of_class));
  }
  report.accuracy = ratio(right, verdicts.size());
  return report;
}

}  // namespace visiond::trainer
