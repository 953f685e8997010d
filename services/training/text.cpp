#include "services/training/text.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "services/training/words.hpp"

#include <chrono>
#include <cmath>

namespace visiond::training {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t longest_text = 4096;
constexpr double most_count = 1e9;

// Thrown and caught in this file.
struct Wrong {
  std::string member;
};

const json::value& member(const json::object& from, const char* name) {
  const auto* found = from.if_contains(name);
  if (found == nullptr) throw Wrong{name};
  return *found;
}

std::string text(const json::object& from, const char* name) {
  const auto* value = member(from, name).if_string();
  if (value == nullptr || value->size() > longest_text || !settings::is_text(*value)) throw Wrong{name};
  return std::string(*value);
}

double number(const json::value& value, const char* name, double most) {
  if (!value.is_number()) throw Wrong{name};
  const auto read = value.to_number<double>();
  if (!(read >= 0 && read <= most)) throw Wrong{name};
  return read;
}
double number(const json::object& from, const char* name, double most) {
  return number(member(from, name), name, most);
}

std::uint64_t count(const json::value& value, const char* name) {
  const double read = number(value, name, most_count);
  if (std::floor(read) != read) throw Wrong{name};
  return static_cast<std::uint64_t>(read);
}

const json::array& list(const json::object& from, const char* name) {
  const auto* found = member(from, name).if_array();
  if (found == nullptr || found->size() > most_classes) throw Wrong{name};
  return *found;
}

std::int64_t nanoseconds(const json::object& from, const char* name) {
  const auto* value = member(from, name).if_int64();
  if (value == nullptr || *value < 0) throw Wrong{name};
  return *value;
}

Report report_of(const json::object& from) {
  Report report;
  report.accuracy = number(from, "accuracy", 1);
  report.feature = text(from, "feature");
  report.method = text(from, "method");
  report.seed = count(member(from, "seed"), "seed");
  for (const auto& each : list(from, "classes")) {
    if (!each.is_object()) throw Wrong{"classes"};
    const auto& of_class = each.get_object();
    report.classes.push_back({text(of_class, "label"), count(member(of_class, "trained"), "trained"),
                              count(member(of_class, "held_out"), "held_out"), number(of_class, "recall", 1)});
  }
  for (const auto& row : list(from, "confusion")) {
    if (!row.is_array() || row.get_array().size() != report.classes.size()) throw Wrong{"confusion"};
    auto& counts = report.confusion.emplace_back();
    for (const auto& each : row.get_array()) counts.push_back(count(each, "confusion"));
  }
  if (report.confusion.size() != report.classes.size()) throw Wrong{"confusion"};
  return report;
}

Run run_of(const json::object& from) {
  const auto span = [&](const char* name) { return std::chrono::nanoseconds(nanoseconds(from, name)); };
  const auto time = [&](const char* name) {
    return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(span(name)));
  };
  Run run;
  const auto state = run_state_of(text(from, "state"));
  if (!state) throw Wrong{"state"};
  run.state = *state;
  run.message = text(from, "message");
  run.progress = number(from, "progress", 1);
  run.started = time("started_ns");
  run.ended = time("ended_ns");
  run.paused = span("paused_ns");
  run.model = text(from, "model");
  run.promoted_by = text(from, "promoted_by");
  run.promotion_problem = text(from, "promotion_problem");
  if (const auto* report = from.if_contains("report")) {
    if (!report->is_object()) throw Wrong{"report"};
    run.report = report_of(report->get_object());
  }
  return run;
}

template <class Value>
Result<Value> read(std::string_view text, const char* what, Value (*value_of)(const json::object&)) try {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorCode::invalid_request, "", std::string("the ") + what + " cannot be read: " + why};
  };
  const auto document = settings::read_json(text);
  if (!document) return refuse(document.error().message);
  if (!document->is_object()) return refuse("it is no object");
  return value_of(document->get_object());
} catch (const Wrong& wrong) {
  return Error{ErrorCode::invalid_request, wrong.member,
               std::string("the ") + what + " cannot be read: " + wrong.member + " is missing or wrong"};
}

template <class Time>
std::int64_t nanoseconds_of(Time time) {
  if constexpr (std::is_same_v<Time, base::WallTime>) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  } else {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
  }
}

}  // namespace

json::object write(const Report& report) {
  json::array classes, confusion;
  for (const auto& each : report.classes) {
    classes.push_back(json::object{
        {"label", each.label}, {"trained", each.trained}, {"held_out", each.held_out}, {"recall", each.recall}});
  }
  for (const auto& row : report.confusion) confusion.push_back(json::array(row.begin(), row.end()));
  return {{"accuracy", report.accuracy}, {"feature", report.feature}, {"method", report.method},
          {"seed", report.seed},         {"classes", classes},        {"confusion", confusion}};
}

Result<Report> read_report(std::string_view text) { return read(text, "report", report_of); }

std::string write(const Run& run) {
  json::object into{{"state", word_of(run.state)},
                    {"message", run.message},
                    {"progress", run.progress},
                    {"started_ns", nanoseconds_of(run.started)},
                    {"ended_ns", nanoseconds_of(run.ended)},
                    {"paused_ns", nanoseconds_of(run.paused)},
                    {"model", run.model},
                    {"promoted_by", run.promoted_by},
                    {"promotion_problem", run.promotion_problem}};
  if (run.report) into["report"] = write(*run.report);
  return settings::write_json(into);
}

Result<Run> read_run(std::string_view text) { return read(text, "run", run_of); }

}  // namespace visiond::training
