// Chance, time, and how a transaction begins.
#include "tests/unit/transaction/simulated_world.hpp"

#include "tests/unit/transaction/shown_action.hpp"
#include "tests/unit/transaction/simulated_run.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;
using std::chrono::milliseconds;

namespace {

constexpr std::array<const char*, 4> setting_names = {"note", "hot", "cold", "big"};

}  // namespace

SimulatedWorld::SimulatedWorld(std::uint64_t seed, Encounters& encounters, bool traces)
    : random_(seed),
      encounters_(encounters),
      traces_(traces),
      nodes_(make_nodes(random_)),
      schema_(sample_schema(nodes_)),
      planner_(Planner::build(nodes_).value()),
      full_(schema_.defaults()),
      effective_(full_),
      generation_{{1}, full_} {
  for (const auto& node : nodes_) devices_[node.section] = full_.at(node.section).as_object();
  store_.push_back({{1}, sparse_, full_, effective_});
}

SimulatedWorld::~SimulatedWorld() = default;

std::vector<Node> SimulatedWorld::make_nodes(std::mt19937_64& random) {
  const auto draw = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  std::vector<Node> nodes(1 + draw(12));
  const auto density = 1 + draw(4);
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    // Names in another order than the dependencies, so that nothing can lean on it.
    nodes[n].section = std::string(1, static_cast<char>('a' + (n * 7 + 3) % 13));
    nodes[n].priority = static_cast<settings::Priority>(draw(4));
    for (std::size_t before = 0; before < n; ++before) {
      if (draw(5) < density && draw(n) < 2) nodes[n].dependencies.push_back(nodes[before].section);
    }
  }
  std::shuffle(nodes.begin(), nodes.end(), random);
  return nodes;
}

SimulatedWorld::Mood SimulatedWorld::make_mood() {
  // A third of the transactions meets with no trouble: those must succeed.
  switch (below(6)) {
    case 0:
    case 1:
      return {};
    case 2:
      return {.fail = 3, .hang = 0, .twice = 3, .adjust = 10, .refuse = 2, .cancel = 5};
    case 3:
      return {.fail = 10, .hang = 3, .twice = 10, .adjust = 20, .refuse = 10, .cancel = 20};
    case 4:
      return {.fail = 25, .hang = 15, .twice = 10, .adjust = 20, .refuse = 10, .cancel = 40};
    default:
      return {.fail = 0, .hang = 0, .twice = 0, .adjust = 30, .refuse = 30, .cancel = 60};
  }
}

json::object SimulatedWorld::make_patch(const json::object& sparse, bool replace, json::object& expected) {
  json::object patch;
  expected = replace ? json::object{} : sparse;
  for (const auto& node : nodes_) {
    if (!chance(nodes_.size() < 4 ? 80 : 35)) continue;
    auto& section = patch[node.section].emplace_object();
    auto& after = expected[node.section];
    if (!after.is_object()) after.emplace_object();
    for (const auto* name : setting_names) {
      if (!chance(40)) continue;
      if (chance(15)) {
        section[name] = nullptr;
        after.as_object().erase(name);
      } else {
        section[name] = after.as_object()[name] = static_cast<std::int64_t>(below(4));
      }
    }
    if (after.as_object().empty()) expected.erase(node.section);
  }
  return patch;
}

Request SimulatedWorld::make_request(Run& run) {
  Request request;
  request.replace = chance(10);
  request.patch = make_patch(sparse_, request.replace, run.expected_sparse);
  if (chance(15)) {
    request.validate_only = true;
    request.depth = chance(70) ? Depth::rehearse : Depth::plan;
  }
  if (chance(25)) request.adjustment_policy = AdjustmentPolicy::reject;
  if (chance(5)) request.max_update_kind = UpdateKind::hot_reload;
  if (chance(5)) request.max_downtime = milliseconds(50);
  if (chance(3)) request.expected_revision = generation_.revision.next();
  if (chance(10)) request.expected_values = full_;
  return request;
}

void SimulatedWorld::run_transaction() {
  auto& run = *runs_.emplace_back(std::make_unique<Run>(runs_.size()));
  run.mood = make_mood();
  run.request = make_request(run);
  run.generation = generation_;
  run.store = store_;
  run.begun = now_;

  Situation situation;
  situation.schema = &schema_;
  situation.planner = &planner_;
  situation.sparse = sparse_;
  situation.full = full_;
  situation.effective = effective_;
  situation.revision = generation_.revision;
  for (const auto& [section, running] : busy_) situation.busy[section] = "hangs";
  for (const auto& [section, impairment] : impaired_) situation.busy[section] = "is impaired";
  situation.time_out = run.mood.hang + run.mood.fail == 0 ? milliseconds(60000) : milliseconds(50 + below(1000));
  run.machine.emplace(base::TransactionId{std::to_string(run.number)}, run.request, std::move(situation));

  begin(run);
  for (int steps = 0; !run.ended && !future_.empty() && steps < 10000; ++steps) step();
  require(run.ended, "every transaction ends");
}

void SimulatedWorld::begin(Run& run) {
  if (chance(run.mood.cancel)) {
    const auto moment = now_ + std::chrono::microseconds(below(400000));
    at(moment, [this, &run] {
      if (run.commits && !run.ended) ++encounters_.cancelled_too_late;
      run.cancelled = run.cancelled || (!run.commits && !run.ended);
      feed(run, event::Cancel{{ErrorCode::cancelled, "", "as asked"}});
    });
  }
  at(now_, [this, &run] { feed(run, event::Begin{}); });
}

void SimulatedWorld::settle() {
  for (int steps = 0; !future_.empty() && steps < 10000; ++steps) step();
  require(future_.empty() && calls_.empty(), "everything returns");
  require(impaired_.empty() && busy_.empty(), "no section stays on the board");
  require(!held_, "no frame stays held");
  for (const auto& run : runs_) {
    for (const auto& [id, object] : run->objects)
      require(object.fate != Fate::staged, "what is prepared is freed in the end", id.section);
  }
  check_devices();
}

void SimulatedWorld::at(Time time, std::function<void()> what) {
  future_.emplace(std::pair(time, order_++), std::move(what));
}

void SimulatedWorld::step() {
  auto next = future_.extract(future_.begin());
  now_ = next.key().first;
  next.mapped()();
}

void SimulatedWorld::feed(Run& run, const Event& event) {
  const bool ended = run.ended;
  const auto actions = run.machine->resume(event, SteadyTime(now_), WallTime(milliseconds(1)));
  for (const auto& each : actions) {
    if (traces_ && !std::holds_alternative<action::Publish>(each))
      trace_ += std::to_string(now_.count() / 1000) + " µs, " + std::to_string(run.number) + ": " + shown(each) + "\n";
    require(!ended || std::holds_alternative<action::Drop>(each), "nothing but Drop comes after the end");
    std::visit([&](const auto& what) { perform(run, what); }, each);
  }
  if (!run.ended) return;
  for (const auto& [id, object] : run.objects)
    require(object.fate != Fate::staged, "nothing staged outlives the end, and what comes late is dropped", id.section);
}

void SimulatedWorld::require(bool holds, const char* promise, const std::string& whose) {
  if (holds) return;
  complaints_.push_back(whose.empty() ? promise : whose + ": " + promise);
  trace_ += "  broken: " + complaints_.back() + "\n";
}

}  // namespace visiond::transaction
