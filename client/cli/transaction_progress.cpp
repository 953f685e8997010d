#include "client/cli/transaction_progress.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"

#include <algorithm>

namespace visiond::cli {
namespace {

// Cuts behind the last whole character that fits.
std::string cut(const std::string& text, std::size_t width) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts && seen++ == width) return text.substr(0, i);
  }
  return text;
}

}  // namespace

TransactionProgress::TransactionProgress(std::string request_id, std::size_t width)
    : request_id_(std::move(request_id)), width_(width) {}

std::optional<std::string> TransactionProgress::feed(const v1::TransactionEvent& event) {
  if (transaction_id_.empty()) {
    if (!event.has_started() || event.started().request_id() != request_id_) return std::nullopt;
    transaction_id_ = event.transaction_id();
  }
  if (event.transaction_id() != transaction_id_) return std::nullopt;
  if (event.has_started())
    for (const auto& wave : event.started().waves())
      for (const auto& operation : wave.operations()) note(operation);
  if (event.has_phase_started()) phase_ = name_of(event.phase_started().name());
  if (event.has_operation()) note(event.operation());
  return line(event);
}

void TransactionProgress::note(const v1::Transaction::Operation& operation) {
  const std::string text = name_of(operation.update_kind()) + " " + name_of(operation.outcome());
  const auto known = std::find_if(operations_.begin(), operations_.end(),
                                  [&](const auto& entry) { return entry.first == operation.section(); });
  if (known != operations_.end())
    known->second = text;
  else
    operations_.emplace_back(operation.section(), text);
}

std::string TransactionProgress::line(const v1::TransactionEvent& event) const {
  std::string text = std::to_string(static_cast<int>(std::clamp(event.progress(), 0.0, 1.0) * 100)) + " %";
  if (!phase_.empty()) text += "  " + phase_;
  for (const auto& [section, state] : operations_) text += "  " + printable(section) + " " + state;
  if (event.has_remaining()) text += "  about " + format_duration(client::from_proto(event.remaining())) + " left";
  return cut(text, width_);
}

}  // namespace visiond::cli
