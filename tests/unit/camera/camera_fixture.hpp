#pragma once
// The camera service with sections as the coordinator hands them over. One test's.

#include "daemon/base/clock.hpp"
#include "daemon/settings/schema.hpp"
#include "services/camera/camera.hpp"
#include "tests/unit/camera/fakes.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::camera {

namespace json = boost::json;
using PreparedPtr = std::unique_ptr<transaction::Prepared>;

// A section as running and proposed; the kind of change follows from the schema.
class CameraWorld {
 public:
  explicit CameraWorld(pipeline::FrameSink& sink, CameraOptions options) : camera(clock_, sink, std::move(options)) {}

  // What a transaction with this patch asks for.
  transaction::SectionChange change(const json::object& patch) const {
    transaction::SectionChange change;
    change.before = full_;
    auto after = full_;
    const auto& section = camera.section();
    for (const auto& [name, value] : patch) {
      const auto kind = section.find(std::string_view(name))->update_kind;
      after[name] = value;
      change.changes.push_back({"camera." + std::string(name), full_.at(name), value, kind});
      change.kind = std::max(change.kind, kind);
    }
    change.after = std::move(after);
    return change;
  }
  base::Result<PreparedPtr> prepare(const json::object& patch, std::stop_token stop = {}) {
    transaction::PrepareInput input;
    input.change = change(patch);
    input.running = running;
    return camera.prepare(std::move(input), std::move(stop));
  }
  base::Result<PreparedPtr> start_up(const json::object& patch) {
    transaction::PrepareInput input;
    input.change = change(patch);
    input.change.changes.clear();
    input.change.kind = settings::UpdateKind::recreate;
    input.occasion = transaction::Occasion::start_up;
    return camera.prepare(std::move(input), {});
  }
  // The flip, as far as the camera sees it.
  void put_in_force(transaction::Prepared& prepared) {
    running = prepared.part();
    full_ = prepared.effective();
    prepared.activate();
  }
  const CameraPart& running_part() const { return static_cast<const CameraPart&>(*running); }

 private:
  base::SystemClock clock_;
  json::object full_ = settings::Schema({camera_table().section()}).complete({}).at("camera").as_object();

 public:
  Camera camera;
  transaction::PartPtr running;
};

inline const CameraPart& part_of(const transaction::Prepared& prepared) {
  return static_cast<const CameraPart&>(*prepared.part());
}

}  // namespace visiond::camera
