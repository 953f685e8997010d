#pragma once
// Staged state that is a part and nothing beside it: settings taken as they are asked for, and what they load. For
// services without side effects. Owned like every Prepared; immutable.

#include "daemon/transaction/participant.hpp"

#include <utility>

namespace visiond::transaction {

class PreparedPart final : public Prepared {
 public:
  // `section`: its full object; `loaded`: the part holds something new, which a rehearsal can find a fault in.
  PreparedPart(json::object section, PartPtr part, bool loaded)
      : section_(std::move(section)), part_(std::move(part)), loaded_(loaded) {}

  PartPtr part() const override { return part_; }
  json::object effective() const override { return section_; }
  bool wants_rehearsal() const override { return loaded_; }

 private:
  json::object section_;
  PartPtr part_;
  bool loaded_;
};

}  // namespace visiond::transaction
