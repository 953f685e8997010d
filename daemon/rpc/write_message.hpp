#pragma once
// The engine's values as messages of the wire. Pure; thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "daemon/transaction/report.hpp"
#include "visiond/v1/settings.pb.h"

namespace visiond::rpc {

// Enumerators correspond by position, one further on the wire, where 0 stands for unspecified.
v1::UpdateKind wire(settings::UpdateKind kind);
v1::Transaction::State wire(transaction::State state);

void write(const transaction::Operation& operation, v1::Transaction::Operation& into);
void write(const transaction::Phase& phase, v1::Transaction::Phase& into);
void write(const settings::Change& change, v1::Change& into);
void write(const transaction::Report& report, v1::Transaction& into);
void write(const runtime::RevisionView& revision, v1::Revision& into);
void write(const runtime::SettingsEvent& event, v1::SettingsEvent& into);
void write(const runtime::TransactionEvent& event, v1::TransactionEvent& into);
// Without the revision, which changes.
void write(const settings::Schema& schema, v1::SettingsSchema& into);

}  // namespace visiond::rpc
