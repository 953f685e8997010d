#include "client/cli/render_transaction.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/table.hpp"
#include "client/cli/value_text.hpp"

#include <string_view>

namespace visiond::cli {
namespace {

using v1::Transaction;

std::string without(std::string_view prefix, const std::string& name) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

Nanoseconds total(const Transaction& transaction) {
  if (transaction.has_end_time() && transaction.has_create_time()) {
    const auto& from = transaction.create_time();
    const auto& to = transaction.end_time();
    return std::chrono::seconds(to.seconds() - from.seconds()) + Nanoseconds(to.nanos() - from.nanos());
  }
  Nanoseconds sum{};
  for (const auto& phase : transaction.phases()) sum += client::from_proto(phase.duration());
  return sum;
}

bool committed(Transaction::State state) {
  return state == Transaction::STATE_COMMITTED || state == Transaction::STATE_PARTIALLY_COMMITTED ||
         state == Transaction::STATE_AWAITING_CONFIRMATION;
}

// What it took, or, for what has not run, what is expected.
std::string cell(bool measured, const google::protobuf::Duration& duration, bool predicted,
                 const google::protobuf::Duration& prediction) {
  if (measured) return format_duration(client::from_proto(duration));
  if (predicted) return "~" + format_duration(client::from_proto(prediction));
  return "";
}

void render_waves(std::ostream& out, const Transaction& transaction, const Style& style) {
  Table table({{"WAVE", true}, {"SECTION"}, {"KIND"}, {"OUTCOME"}, {"DURATION", true}, {"DOWNTIME", true}, {"ERROR"}});
  for (int wave = 0; wave < transaction.waves_size(); ++wave) {
    for (const auto& operation : transaction.waves(wave).operations()) {
      const bool waits = operation.outcome() == Transaction::Operation::OUTCOME_PENDING;
      const bool ran = !waits && operation.outcome() != Transaction::Operation::OUTCOME_NOT_RUN;
      std::string error = operation.error_reason();
      if (!operation.error_message().empty()) error += (error.empty() ? "" : ": ") + operation.error_message();
      table.add({std::to_string(wave + 1), operation.section(), name_of(operation.update_kind()),
                 name_of(operation.outcome()),
                 cell(operation.has_duration() && ran, operation.duration(),
                      waits && operation.has_predicted_duration(), operation.predicted_duration()),
                 cell(operation.has_downtime(), operation.downtime(), waits && operation.has_predicted_downtime(),
                      operation.predicted_downtime()),
                 error},
                operation.outcome() == Transaction::Operation::OUTCOME_FAILED ? Mark::bad : Mark::none);
    }
  }
  if (table.empty()) return;
  out << "\nwaves\n";
  table.print(out, "  ", style);
}

void render_phases(std::ostream& out, const Transaction& transaction) {
  Table table({{"PHASE"}, {"DURATION", true}});
  for (const auto& phase : transaction.phases())
    table.add({name_of(phase.name()), format_duration(client::from_proto(phase.duration()))});
  if (table.empty()) return;
  out << "\nphases\n";
  table.print(out, "  ");
}

void render_adjustments(std::ostream& out, const Transaction& transaction) {
  if (transaction.adjustments().empty()) return;
  out << "\nadjustments\n";
  for (const auto& adjustment : transaction.adjustments())
    out << "  " << printable(adjustment.path()) << ": asked for " << to_text(adjustment.requested()) << ", settled for "
        << to_text(adjustment.effective()) << '\n';
}

void render_rest(std::ostream& out, const Transaction& transaction) {
  if (!transaction.sections().empty()) {
    Table table({{"SECTION"}, {"CODE", true}, {"MESSAGE"}});
    for (const auto& section : transaction.sections())
      table.add({section.section(), std::to_string(section.code()), section.message()});
    out << "\nsections\n";
    table.print(out, "  ");
  }
  if (!transaction.unverified().empty()) {
    out << "\nnot verified without a switch-over\n";
    for (const auto& step : transaction.unverified()) out << "  " << printable(step) << '\n';
  }
  if (transaction.truncated())
    out << "\nThis report is shortened; visionctl transaction " << printable(transaction.transaction_id())
        << " shows all\n";
}

}  // namespace

std::string name_of(Transaction::State state) { return without("STATE_", Transaction::State_Name(state)); }
std::string name_of(v1::UpdateKind kind) { return without("UPDATE_KIND_", v1::UpdateKind_Name(kind)); }
std::string name_of(Transaction::Operation::Outcome outcome) {
  return without("OUTCOME_", Transaction::Operation::Outcome_Name(outcome));
}
std::string name_of(Transaction::Phase::Name phase) { return without("NAME_", Transaction::Phase::Name_Name(phase)); }

std::string headline(const Transaction& transaction, const Style& style) {
  const bool validated = transaction.state() == Transaction::STATE_VALIDATED;
  const bool made = committed(transaction.state());
  const std::string state = name_of(transaction.state());
  const std::string revision = "revision " + std::to_string(transaction.revision());
  const auto time = total(transaction);
  const std::string took = time.count() > 0 ? format_duration(time) : "";
  std::string line = made || validated ? style.good(state) : style.bad(state);
  if (!made && !validated) return line + (took.empty() ? "" : " after " + took) + ", " + revision + " is running";
  line += (validated ? " against " : " ") + revision;
  if (made && !transaction.changed()) return line + ", it already held these settings";
  if (!took.empty()) line += " in " + took;
  if (validated) return line + ", nothing was changed";
  if (transaction.first_frame_sequence() != 0)
    line += ", first frame " + std::to_string(transaction.first_frame_sequence());
  return line;
}

void render_changes(std::ostream& out, const google::protobuf::RepeatedPtrField<v1::Change>& changes,
                    const std::string& indent) {
  Table table({{"PATH"}, {"OLD"}, {""}, {"NEW"}, {"KIND"}});
  for (const auto& change : changes)
    table.add(
        {change.path(), to_text(change.old_value()), "→", to_text(change.new_value()), name_of(change.update_kind())});
  if (!table.empty()) table.print(out, indent);
}

namespace {

void render_report(std::ostream& out, const Transaction& transaction, const Style& style) {
  const bool made = committed(transaction.state());
  if (!transaction.changes().empty()) out << (made ? "\nchanges\n" : "\nchanges asked for\n");
  render_changes(out, transaction.changes(), "  ");
  render_waves(out, transaction, style);
  // Where nothing was tried, they tell nothing.
  if (!transaction.waves().empty()) render_phases(out, transaction);
  render_adjustments(out, transaction);
  render_rest(out, transaction);
}

}  // namespace

void render_transaction(std::ostream& out, const Transaction& transaction, const Style& style) {
  out << headline(transaction, style) << '\n';
  out << "  transaction " << printable(transaction.transaction_id()) << '\n';
  if (!transaction.request_id().empty()) out << "  request     " << printable(transaction.request_id()) << '\n';
  if (transaction.has_create_time()) out << "  asked for   " << format_time(transaction.create_time()) << '\n';
  if (!transaction.author().empty()) out << "  by          " << printable(transaction.author()) << '\n';
  if (!transaction.comment().empty()) out << "  comment     " << printable(transaction.comment()) << '\n';
  if (!transaction.reverts_transaction_id().empty())
    out << "  takes back  " << printable(transaction.reverts_transaction_id()) << '\n';
  if (!transaction.reverted_by_transaction_id().empty())
    out << "  taken back  by " << printable(transaction.reverted_by_transaction_id()) << '\n';
  if (transaction.state() == Transaction::STATE_AWAITING_CONFIRMATION) {
    out << "  confirm it  ";
    if (transaction.has_confirm_remaining())
      out << "within " << format_duration(client::from_proto(transaction.confirm_remaining())) << ": ";
    out << "visionctl confirm " << printable(transaction.transaction_id()) << '\n';
  }
  if (!transaction.violations().empty()) out << "\nviolations\n";
  for (const auto& violation : transaction.violations())
    out << "  " << printable(violation.path()) << ": " << printable(violation.message()) << '\n';
  render_report(out, transaction, style);
}

void render_transactions(std::ostream& out, const v1::ListTransactionsResponse& list) {
  Table table({{"TIME"}, {"TRANSACTION"}, {"KIND"}, {"STATE"}, {"REVISION", true}, {"AUTHOR"}, {"COMMENT"}});
  for (const auto& each : list.transactions())
    table.add({format_time(each.create_time()), each.transaction_id(),
               without("KIND_", Transaction::Kind_Name(each.kind())), name_of(each.state()),
               std::to_string(each.revision()), each.author(), each.comment()});
  table.print(out);
}

}  // namespace visiond::cli
