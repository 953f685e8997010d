#include "daemon/rpc/model_users.hpp"

#include <array>
#include <future>
#include <memory>
#include <string_view>
#include <utility>

namespace visiond::rpc {

using base::Result;

namespace {

// Settings that name a model.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> places{
    {{"detection", "model"}, {"inference", "classifier"}, {"training", "feature_model"}}};

// Empty where the document does not name it.
std::string place_in(const boost::json::object& document, const std::string& name) {
  for (const auto& [section, setting] : places) {
    const auto* members = document.if_contains(section);
    const auto* value =
        members != nullptr && members->is_object() ? members->get_object().if_contains(setting) : nullptr;
    if (value != nullptr && value->is_string() && value->get_string() == name)
      return std::string(section) + "." + std::string(setting);
  }
  return {};
}

// Transactions run one after the other, so a dry run that changes nothing is through when those before it are.
Result<void> wait_for_those_under_way(runtime::SettingsApi& engine) {
  transaction::Request nothing;
  nothing.patch = boost::json::object{{"ui", boost::json::object{}}};
  nothing.validate_only = true;
  nothing.depth = transaction::Depth::rehearse;
  auto through = std::make_shared<std::promise<runtime::Answer>>();
  auto future = through->get_future();
  engine.apply(
      std::move(nothing), [](const base::TransactionId&, bool) {},
      [through](const runtime::Answer& answer) { through->set_value(answer); });
  const auto answer = future.get();
  if (answer.report->error) return *answer.report->error;
  return {};
}

Result<runtime::RevisionPage> page_at(runtime::SettingsApi& engine, const std::string& token) {
  runtime::RevisionQuery query;
  query.page_token = token;
  auto answered = std::make_shared<std::promise<Result<runtime::RevisionPage>>>();
  auto future = answered->get_future();
  engine.revisions(std::move(query),
                   [answered](Result<runtime::RevisionPage> page) { answered->set_value(std::move(page)); });
  return future.get();
}

}  // namespace

Result<std::optional<std::string>> user_of_model(runtime::SettingsApi& engine, const std::string& name) {
  if (auto through = wait_for_those_under_way(engine); !through) return through.error();
  std::string token;
  do {
    const auto page = page_at(engine, token);
    if (!page) return page.error();
    for (const auto& revision : page->revisions) {
      const auto place = place_in(revision.full, name);
      if (!place.empty())
        return std::optional("revision " + std::to_string(revision.revision.value) + " (" + place + ")");
    }
    token = page->next_page_token;
  } while (!token.empty());
  return std::optional<std::string>();
}

}  // namespace visiond::rpc
