#pragma once
// From a state folder to an open connection: creates the file where there is none, sets a damaged one aside, goes on
// from what can be read of it if told to. Stateless; bound to the store thread.

#include "daemon/base/clock.hpp"
#include "daemon/store/connection.hpp"
#include "daemon/store/store.hpp"

#include <memory>
#include <string>

namespace visiond::store {

struct Opening {
  std::unique_ptr<Connection> connection;
  std::string note;  // what whoever starts visiond should read in the log; empty after an ordinary start
};

Result<Opening> open_file(const StoreOptions& options, base::WallTime now);

}  // namespace visiond::store
