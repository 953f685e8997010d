#pragma once
// How well tracks fit what is known to be there: CLEAR MOT's counts (Bernardin and Stiefelhagen 2008), matched by
// intersection over union.

#include "services/pipeline/intersection_over_union.hpp"

#include <map>
#include <set>
#include <vector>

namespace visiond::inference {

struct Truth {
  int object = 0;
  pipeline::Box box;
};

class TrackingScore {
 public:
  void count(const std::vector<pipeline::Detection>& tracked, std::vector<Truth> truth) {
    constexpr double same = 0.5;
    present_ += static_cast<int>(truth.size());
    for (const auto& each : tracked) {
      if (each.track_id == 0) continue;
      ++shown_;
      ids_.insert(each.track_id);
      auto best = truth.end();
      double overlap = same;
      for (auto at = truth.begin(); at != truth.end(); ++at) {
        const double found = pipeline::intersection_over_union(at->box, each.box);
        if (found >= overlap) best = at, overlap = found;
      }
      if (best == truth.end()) continue;
      ++right_;
      auto& last = last_id_[best->object];
      if (last != 0 && last != each.track_id) ++switches_;
      last = each.track_id;
      truth.erase(best);
    }
  }

  double precision() const { return shown_ > 0 ? static_cast<double>(right_) / shown_ : 1; }
  double recall() const { return present_ > 0 ? static_cast<double>(right_) / present_ : 1; }
  int switches() const { return switches_; }
  std::size_t ids() const { return ids_.size(); }

 private:
  int shown_ = 0, right_ = 0, present_ = 0, switches_ = 0;
  std::map<int, std::uint64_t> last_id_;  // of each object
  std::set<std::uint64_t> ids_;
};

}  // namespace visiond::inference
