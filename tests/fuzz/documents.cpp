// Each line of the input is a merge patch of one settings document, which starts empty: read, checked, applied,
// compared, completed, undone.
#include "daemon/settings/document.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"
#include "daemon/transaction/history.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <algorithm>
#include <utility>

namespace visiond::fuzz {
namespace {

namespace json = boost::json;
using settings::same_value;
using settings::write_json;

const settings::Schema& schema() {
  static const settings::Schema kept = settings::sample_schema();
  return kept;
}

void check_text(const json::value& value) {
  const auto text = write_json(value);
  const auto again = settings::read_json(text);
  promise(again && same_value(*again, value) && write_json(*again) == text, "what is written reads back", text);
  promise(settings::read_json(settings::write_canonical_json(value)).has_value(), "canonical JSON is JSON", text);
}

settings::CheckedPatch check(const json::object& patch) {
  auto checked = settings::check_patch(schema(), patch);
  for (const auto& each : checked.violations)
    promise(!each.path.empty() && !each.message.empty(), "a violation says where and what", write_json(patch));
  const auto again = settings::check_patch(schema(), checked.patch);
  promise(again.violations.empty() && again.patch == checked.patch, "what is kept of a patch is right",
          write_json(patch));
  return checked;
}

void check_valid(const json::object& sparse) {
  const auto loaded = settings::load_document(schema(), sparse);
  promise(loaded.ignored.empty() && loaded.impaired.empty() && loaded.sparse == sparse,
          "what a checked patch leaves is valid", write_json(sparse));
  const auto full = schema().complete(sparse);
  const auto checked = settings::check_patch(schema(), full);
  promise(checked.violations.empty(), "the full document is valid", write_json(full));
  const auto restored = settings::apply_patch(schema(), {}, checked.patch);
  promise(same_value(schema().complete(restored), full), "the full document says all", write_json(full));
}

void check_changes(const json::object& before, const json::object& after) {
  const auto changes = settings::diff(schema(), before, after);
  promise(changes.empty() == same_value(before, after), "there is a change where documents differ");
  for (const auto& each : changes) {
    const auto keys = settings::parse_path(each.path);
    promise(keys && settings::format_path(*keys) == each.path, "a change's path can be read", each.path);
  }
  const auto undone = transaction::undone(schema(), after, before, after, {});
  promise(undone && same_value(*undone, before), "a change can be undone", write_json(after));
  const transaction::Scope everything = {{"camera"}, {"detection"}, {"ui"}};
  promise(same_value(transaction::restored(schema(), after, before, everything), before), "a document can be restored");
}

void change(json::object& document, const json::object& asked) {
  const auto patch = check(asked).patch;
  auto after = settings::apply_patch(schema(), document, patch);
  promise(same_value(settings::apply_patch(schema(), after, patch), after), "a patch changes nothing the second time",
          write_json(patch));
  check_valid(after);
  check_changes(document, after);
  document = std::move(after);
}

void change_by_lines(std::string_view text) {
  json::object document;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto value = settings::read_json(line);
    if (!value) {
      promise(!value.error().message.empty(), "a mistake is told");
      continue;
    }
    check_text(*value);
    if (value->is_object()) change(document, value->get_object());
  }
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  visiond::fuzz::change_by_lines(visiond::fuzz::text_of(data, size));
  return 0;
}
