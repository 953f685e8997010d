#include "client/cli/render_training.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>

namespace visiond::cli {
namespace {

std::string state_of(const v1::TrainingRun& run) {
  const std::string name = v1::TrainingRun::State_Name(run.state());
  return name.starts_with("STATE_") ? name.substr(6) : name;
}

std::string percent(double part, const char* format = "%.1f %%") {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, part);
  return text.data();
}

void render_report(std::ostream& out, const v1::TrainingReport& report) {
  constexpr double whole = 100;
  out << "accuracy " << percent(report.accuracy() * whole) << ", " << printable(report.method()) << " on "
      << printable(report.feature()) << ", seed " << report.seed() << "\n\n";
  std::vector<Column> columns{{"CLASS"}, {"TRAINED", true}, {"HELD OUT", true}, {"RECALL", true}};
  for (const auto& of_class : report.classes()) columns.push_back({"→ " + printable(of_class.label()), true});
  Table table(columns);
  for (const auto& of_class : report.classes()) {
    std::vector<std::string> cells{printable(of_class.label()), std::to_string(of_class.trained()),
                                   std::to_string(of_class.held_out()), percent(of_class.recall() * whole)};
    for (const auto count : of_class.told()) cells.push_back(count == 0 ? "." : std::to_string(count));
    cells.resize(columns.size());
    table.add(std::move(cells));
  }
  table.print(out);
}

}  // namespace

void render_samples(std::ostream& out, const v1::ListSamplesResponse& list) {
  Table table({{"SAMPLE", true}, {"LABEL"}, {"SIZE", true}, {"BYTES", true}, {"ADDED"}, {"SHA-256"}});
  constexpr std::size_t shown_digits = 12;
  for (const auto& sample : list.samples()) {
    table.add({std::to_string(sample.sample_id()), printable(sample.label()),
               std::to_string(sample.width()) + "x" + std::to_string(sample.height()),
               std::to_string(sample.size_bytes()), format_time(sample.create_time()),
               printable(sample.sha256().substr(0, shown_digits))});
  }
  if (!table.empty()) table.print(out);
  const std::map<std::string, std::uint64_t> counts(list.counts().begin(), list.counts().end());
  std::string text;
  for (const auto& [label, count] : counts)
    text += (text.empty() ? "" : ", ") + printable(label) + " " + std::to_string(count);
  out << (text.empty() ? "there are no samples" : "samples by label: " + text) << '\n';
}

std::string progress_line(const v1::TrainingRun& run) {
  auto text = state_of(run) + " " + percent(run.percentage(), "%.0f %%") + ": " + printable(run.message());
  if (run.has_remaining()) {
    // No more precise than an estimate is.
    using std::chrono::seconds;
    const auto left = std::max(std::chrono::ceil<seconds>(client::from_proto(run.remaining())), seconds(1));
    const auto shown = left < std::chrono::minutes(1) ? std::to_string(left.count()) + " s" : format_duration(left);
    text += ", about " + shown + " left";
  }
  return text;
}

void render_run(std::ostream& out, const v1::TrainingRun& run) {
  out << "run " << run.run_id() << ", " << format_time(run.start_time()) << ": ";
  if (!run.has_end_time()) {
    out << progress_line(run) << '\n';
    return;
  }
  out << state_of(run) << ", " << printable(run.message()) << '\n';
  if (!run.promotion_transaction_id().empty())
    out << "promoted by transaction " << printable(run.promotion_transaction_id()) << '\n';
  if (!run.promotion_problem().empty()) out << "not promoted: " << printable(run.promotion_problem()) << '\n';
  if (run.has_report()) render_report(out, run.report());
}

}  // namespace visiond::cli
