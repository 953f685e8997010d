#include "daemon/rpc/elision.hpp"

#include "daemon/rpc/error_status.hpp"
#include "daemon/settings/formats.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <string>

namespace visiond::rpc {
namespace {

using google::protobuf::Value;
using google::protobuf::io::CodedOutputStream;

bool elide_value(Value& value) {
  const auto size = value.ByteSizeLong();
  if (size <= longest_value) return false;
  value.set_string_value("… " + std::to_string(size) + " bytes, elided …");
  return true;
}

void elide_values(v1::Transaction& message) {
  bool elided = false;
  for (auto& change : *message.mutable_changes()) {
    elided |= elide_value(*change.mutable_old_value());
    elided |= elide_value(*change.mutable_new_value());
  }
  for (auto& adjustment : *message.mutable_adjustments()) {
    elided |= elide_value(*adjustment.mutable_requested());
    elided |= elide_value(*adjustment.mutable_effective());
  }
  if (elided) message.set_truncated(true);
}

void shorten(std::string& text, std::size_t limit, v1::Transaction& message) {
  if (text.size() <= limit) return;
  text = settings::elide(text, limit);
  message.set_truncated(true);
}

std::size_t size_of(const google::protobuf::Message& element) { return element.ByteSizeLong(); }
std::size_t size_of(const std::string& element) { return element.size(); }

// Takes elements from the end until the whole fits. The whole is measured once: there may be as many elements as a
// request can hold.
template <class List>
void cut(List& list, v1::Transaction& message, std::size_t budget) {
  if (list.empty() || message.ByteSizeLong() <= budget) return;
  message.set_truncated(true);
  std::size_t excess = message.ByteSizeLong() - budget;
  while (!list.empty() && excess > 0) {
    constexpr std::size_t tag = 1;
    const auto length = size_of(list.Get(list.size() - 1));
    const auto freed = tag + CodedOutputStream::VarintSize32(static_cast<std::uint32_t>(length)) + length;
    excess -= std::min(excess, freed);
    list.RemoveLast();
  }
}

void drop_operations_that_did_not_fail(v1::Transaction& message) {
  for (auto& wave : *message.mutable_waves()) {
    auto& operations = *wave.mutable_operations();
    for (int n = operations.size() - 1; n >= 0; --n) {
      if (operations[n].outcome() != v1::Transaction::Operation::OUTCOME_FAILED) operations.DeleteSubrange(n, 1);
    }
  }
  message.set_truncated(true);
}

}  // namespace

void fit(v1::Transaction& message, std::size_t budget) {
  constexpr std::size_t longest_text = 256, longest_name = 64;
  elide_values(message);
  for (auto& wave : *message.mutable_waves()) {
    for (auto& operation : *wave.mutable_operations())
      shorten(*operation.mutable_error_message(), longest_text, message);
  }
  cut(*message.mutable_violations(), message, budget);
  cut(*message.mutable_changes(), message, budget);
  cut(*message.mutable_adjustments(), message, budget);
  cut(*message.mutable_unverified(), message, budget);
  cut(*message.mutable_phases(), message, budget);
  cut(*message.mutable_sections(), message, budget);
  if (message.ByteSizeLong() > budget) {
    shorten(*message.mutable_comment(), longest_text, message);
    shorten(*message.mutable_author(), longest_name, message);
  }
  if (message.ByteSizeLong() > budget) drop_operations_that_did_not_fail(message);
  cut(*message.mutable_waves(), message, budget);
}

}  // namespace visiond::rpc
