#pragma once
// A transaction as people read it: what changed, what it took, wave by wave. Pure but for the stream; thread-safe.

#include "client/cli/streams.hpp"
#include "visiond/v1/settings.pb.h"

#include <ostream>
#include <string>

namespace visiond::cli {

// "COMMITTED", "HOT_RELOAD", …: the name without its enumeration's prefix.
std::string name_of(v1::Transaction::State state);
std::string name_of(v1::UpdateKind kind);
std::string name_of(v1::Transaction::Operation::Outcome outcome);
std::string name_of(v1::Transaction::Phase::Name phase);

// One line: "COMMITTED revision 12 in 3.1 ms, first frame 812".
std::string headline(const v1::Transaction& transaction, const Style& style);

// The headline, who asked for it, when and why, and everything that is there: violations, changes, waves, phases,
// adjustments, what a rehearsal left unverified.
void render_transaction(std::ostream& out, const v1::Transaction& transaction, const Style& style);

// A line a transaction: when, what became of it, who asked for it and why.
void render_transactions(std::ostream& out, const v1::ListTransactionsResponse& list);

// "camera.width  0 → 1920  RESTART", a line a change.
void render_changes(std::ostream& out, const google::protobuf::RepeatedPtrField<v1::Change>& changes,
                    const std::string& indent);

}  // namespace visiond::cli
