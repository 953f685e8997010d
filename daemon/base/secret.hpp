#pragma once
// A secret while it is in use: cannot be copied or printed by accident, and leaves no trace in freed memory. Owned by
// whoever needs it. Immutable but for moving.

#include <string>
#include <utility>

namespace visiond::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(Secret&& other) noexcept { value_.swap(other.value_); }
  Secret& operator=(Secret&&) = delete;
  ~Secret();

  bool empty() const { return value_.empty(); }
  // For the one place that sends it.
  const std::string& reveal() const { return value_; }

 private:
  std::string value_;
};

}  // namespace visiond::base
