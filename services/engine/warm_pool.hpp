#pragma once
// Things that are slow to make and slow at first, used by one thread at a time: made ahead, lent out, and taken back
// for the next one. So a rehearsal hands the network that it warmed to the stage: the first frame after the
// flip finds it ready. At most one waits; of more that come back the others are freed. Thread-safe; lives on while
// something is lent.

#include "daemon/base/error.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace visiond::engine {

template <class T>
class WarmPool : public std::enable_shared_from_this<WarmPool<T>> {
 public:
  using Make = std::function<base::Result<std::unique_ptr<T>>()>;

  // Something lent: goes back when destroyed.
  class Lease {
   public:
    Lease(std::shared_ptr<WarmPool> pool, std::unique_ptr<T> thing)
        : pool_(std::move(pool)), thing_(std::move(thing)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (thing_ != nullptr) pool_->give_back(std::move(thing_));
    }
    T& operator*() const { return *thing_; }
    T* operator->() const { return thing_.get(); }

   private:
    std::shared_ptr<WarmPool> pool_;
    std::unique_ptr<T> thing_;
  };

  // With the first one made and waiting; `make` is called on any thread.
  static base::Result<std::shared_ptr<WarmPool>> create(Make make) {
    auto first = make();
    if (!first) return first.error();
    auto pool = std::shared_ptr<WarmPool>(new WarmPool(std::move(make)));
    pool->waiting_ = std::move(*first);
    return pool;
  }

  base::Result<Lease> take() {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_ != nullptr) return Lease(this->shared_from_this(), std::move(waiting_));
    }
    auto made = make_();
    if (!made) return made.error();
    return Lease(this->shared_from_this(), std::move(*made));
  }

 private:
  explicit WarmPool(Make make) : make_(std::move(make)) {}

  void give_back(std::unique_ptr<T> thing) {
    const std::lock_guard lock(mutex_);
    if (waiting_ == nullptr) waiting_ = std::move(thing);
  }

  const Make make_;
  std::mutex mutex_;
  std::unique_ptr<T> waiting_;
};

}  // namespace visiond::engine
