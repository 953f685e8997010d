#pragma once
// The staged gemini section: settings and key, put in force for the describing thread at the flip. Owned like every
// Prepared; immutable.

#include "daemon/transaction/participant.hpp"
#include "services/gemini/describer.hpp"

#include <utility>

namespace visiond::gemini {

class PreparedGemini final : public transaction::Prepared {
 public:
  // The describer outlives it.
  PreparedGemini(transaction::json::object section, PartPtr part, Describer& describer)
      : section_(std::move(section)), part_(std::move(part)), describer_(describer) {}

  transaction::PartPtr part() const override { return part_; }
  transaction::json::object effective() const override { return section_; }
  void activate() noexcept override { describer_.put_in_force(part_); }

 private:
  transaction::json::object section_;
  PartPtr part_;
  Describer& describer_;
};

}  // namespace visiond::gemini
