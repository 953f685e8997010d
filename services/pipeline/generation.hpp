#pragma once
// All that the services need at one revision: every section's part. Immutable; carried by each frame, freed by the
// reaper after the last one.

#include "daemon/base/ids.hpp"
#include "daemon/transaction/participant.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace visiond::pipeline {

class Generation {
 public:
  Generation(base::Revision revision, transaction::Parts parts) : revision_(revision), parts_(std::move(parts)) {}

  base::Revision revision() const { return revision_; }
  const transaction::Parts& parts() const { return parts_; }

  // The part of section P::section, or null while that section is impaired.
  template <class P>
  const P* part() const {
    const auto found = parts_.find(P::section);
    return found == parts_.end() ? nullptr : static_cast<const P*>(found->second.get());
  }

 private:
  base::Revision revision_;
  transaction::Parts parts_;
};

}  // namespace visiond::pipeline
