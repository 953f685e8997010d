#pragma once
// An immutable JSON object that many hold at once: a copy costs a pointer. What a document is once it is in force or
// kept. Never null; thread-safe.

#include <boost/json.hpp>

#include <memory>
#include <ostream>
#include <utility>

namespace visiond::settings {

namespace json = boost::json;

class Snapshot {
 public:
  Snapshot() : object_(none()) {}
  // Implicit, as the way back is: it is the same object, only shared.
  Snapshot(json::object object) : object_(std::make_shared<const json::object>(std::move(object))) {}

  operator const json::object&() const { return *object_; }
  const json::object& operator*() const { return *object_; }
  const json::object* operator->() const { return object_.get(); }
  const json::value& at(json::string_view key) const { return object_->at(key); }
  const json::value* if_contains(json::string_view key) const { return object_->if_contains(key); }
  // The object that stands at this key, shared too. Throws where there is none.
  Snapshot member(json::string_view key) const {
    Snapshot inner;
    inner.object_ = {object_, &object_->at(key).as_object()};
    return inner;
  }
  bool contains(json::string_view key) const { return object_->contains(key); }
  bool empty() const { return object_->empty(); }
  json::object::const_iterator begin() const { return object_->begin(); }
  json::object::const_iterator end() const { return object_->end(); }

  // The very same object; equal ones need not be.
  bool same(const Snapshot& other) const { return object_ == other.object_; }
  bool operator==(const Snapshot& other) const { return object_ == other.object_ || *object_ == *other.object_; }
  bool operator==(const json::object& other) const { return *object_ == other; }
  bool operator==(const json::value& other) const { return other.is_object() && *object_ == other.get_object(); }
  friend std::ostream& operator<<(std::ostream& out, const Snapshot& snapshot) { return out << *snapshot; }

 private:
  static const std::shared_ptr<const json::object>& none() {
    static const auto empty = std::make_shared<const json::object>();
    return empty;
  }

  std::shared_ptr<const json::object> object_;
};

}  // namespace visiond::settings
