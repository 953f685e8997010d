#pragma once
// Messages of the contract, written as protobuf JSON in tests. Pure.

#include <google/protobuf/util/json_util.h>

#include <stdexcept>
#include <string>

namespace visiond::testing {

template <class Message>
Message read(const std::string& text) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &message);
  if (!status.ok()) throw std::logic_error("bad JSON in a test: " + status.ToString());
  return message;
}

}  // namespace visiond::testing
