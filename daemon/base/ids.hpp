#pragma once
// Strong identifiers: a Revision is never taken for a frame sequence, a transaction's id never for a request's. Values.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace visiond::base {

// Counts committed settings documents from 1; 0 stands for "none".
struct Revision {
  std::uint64_t value = 0;
  auto operator<=>(const Revision&) const = default;
  Revision next() const { return {value + 1}; }
};

// Chosen by visiond, a UUID in text form.
struct TransactionId {
  std::string value;
  auto operator<=>(const TransactionId&) const = default;
};

// Chosen by the caller, a UUID in lower-case text form; empty where none was given.
struct RequestId {
  std::string value;
  auto operator<=>(const RequestId&) const = default;
};

// A random (version 4) UUID in text form. Thread-safe.
std::string make_uuid();

// True for 8-4-4-4-12 hexadecimal digits of either case.
bool is_uuid(const std::string& text);

}  // namespace visiond::base

template <>
struct std::hash<visiond::base::TransactionId> {
  std::size_t operator()(const visiond::base::TransactionId& id) const { return std::hash<std::string>{}(id.value); }
};
