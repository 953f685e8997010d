#include "client/cli/transaction_progress.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"

#include <algorithm>
#include <utility>

namespace visiond::cli {
namespace {

using v1::Transaction;

// Cuts behind the last whole character that fits.
std::string cut(const std::string& text, std::size_t width) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts && seen++ == width) return text.substr(0, i);
  }
  return text;
}

std::string text_of(const std::vector<Transaction::Operation>& wave) {
  std::string text;
  for (const auto& operation : wave)
    text += (text.empty() ? "" : ", ") + printable(operation.section()) + " " + name_of(operation.update_kind()) + " " +
            name_of(operation.outcome());
  return text;
}

bool replace(std::vector<Transaction::Operation>& wave, const Transaction::Operation& operation) {
  const auto known =
      std::find_if(wave.begin(), wave.end(), [&](const auto& entry) { return entry.section() == operation.section(); });
  if (known == wave.end()) return false;
  *known = operation;
  return true;
}

}  // namespace

TransactionProgress::TransactionProgress(std::string request_id, std::size_t width)
    : request_id_(std::move(request_id)), width_(width) {}

bool TransactionProgress::feed(const v1::TransactionEvent& event) {
  if (transaction_id_.empty()) {
    if (!event.has_started() || event.started().request_id() != request_id_) return false;
    transaction_id_ = event.transaction_id();
  }
  if (event.transaction_id() != transaction_id_) return false;
  progress_ = std::clamp(event.progress(), 0.0, 1.0);
  remaining_ = event.has_remaining() ? format_duration(client::from_proto(event.remaining())) : "";
  if (event.has_started()) plan(event.started());
  if (event.has_phase_started()) phase_ = name_of(event.phase_started().name());
  if (event.has_phase_ended() && event.phase_ended().name() == Transaction::Phase::NAME_PLAN) planned_ = true;
  if (event.has_operation()) note(event.operation());
  if (event.has_ended()) ended_ = true;
  return true;
}

void TransactionProgress::plan(const Transaction& report) {
  if (report.waves().empty()) return;
  waves_.clear();
  for (const auto& wave : report.waves()) waves_.emplace_back(wave.operations().begin(), wave.operations().end());
  // The report may be ahead of the events, which tell every outcome in its turn.
  for (auto& wave : waves_)
    for (auto& operation : wave) operation.set_outcome(Transaction::Operation::OUTCOME_PENDING);
  for (const auto& operation : std::exchange(loose_, {})) note(operation);
}

void TransactionProgress::note(const Transaction::Operation& operation) {
  for (auto& wave : waves_)
    if (replace(wave, operation)) return;
  if (!replace(loose_, operation)) loose_.push_back(operation);
}

std::string TransactionProgress::head() const {
  std::string text = phase_.empty() ? "" : phase_ + "  ";
  text += std::to_string(static_cast<int>(progress_ * 100)) + " %";
  if (!remaining_.empty() && remaining_ != "0") text += ", about " + remaining_ + " left";
  return text;
}

std::vector<std::string> TransactionProgress::lines() const {
  std::vector<std::string> lines{head()};
  for (std::size_t i = 0; i < waves_.size(); ++i)
    lines.push_back("  wave " + std::to_string(i + 1) + "  " + text_of(waves_[i]));
  if (!loose_.empty()) lines.push_back("  " + text_of(loose_));
  for (auto& line : lines) line = cut(line, width_);
  return lines;
}

}  // namespace visiond::cli
