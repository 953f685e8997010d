#include "services/models/registry.hpp"

#include "services/models/catalogue.hpp"
#include "services/models/new_file.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// A model that was trained on this one's outputs cannot be asked without it.
std::optional<std::string> trained_on(const Library& library, const std::string& name) {
  for (const auto& each : library.list())
    if (each.features.model == name) return each.name();
  return std::nullopt;
}

// What throws is a failed call, not a dead daemon.
template <class Value, class Work>
Result<Value> guarded(Work& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return Error{ErrorCode::internal, "",
                 std::string("the models' folder could not be worked on: ") + exception.what()};
  }
}

}  // namespace

Registry::Registry(Library& library, Installer::Options options)
    : library_(library), catalogue_(options.catalogue), installer_(std::move(options)) {
  sweep_staging(library_.folder());
}

void Registry::stop() {
  stop_.request_stop();
  threads_.join();
}

template <class Value, class Work>
void Registry::start(std::function<void(Result<Value>)> done, Work work) {
  if (stop_.stop_requested()) return done(Error{ErrorCode::draining, "", "the daemon is stopping"});
  if (++calls_ > most_calls) {
    --calls_;
    return done(
        Error{ErrorCode::queue_full, "", "too many calls to the models' folder are under way; try again later"});
  }
  boost::asio::post(threads_, [this, done = std::move(done), work = std::move(work)]() mutable {
    auto result = guarded<Value>(work);
    --calls_;
    done(std::move(result));
  });
}

void Registry::list(std::function<void(Result<ModelList>)> done) {
  start<ModelList>(std::move(done), [this] { return list_now(); });
}

void Registry::install(InstallRequest request, std::stop_token stop, std::function<void(Result<InstalledModel>)> done) {
  start<InstalledModel>(std::move(done), [this, request = std::move(request), stop = std::move(stop)] {
    // Ends with the caller or with the daemon.
    std::stop_source either;
    const auto end = [&either] { either.request_stop(); };
    const std::stop_callback caller(stop, end), daemon(stop_.get_token(), end);
    auto installed = installer_.install(request, either.get_token());
    if (installed) {
      library_.list();
      spdlog::info("models: {} is installed, {} bytes", installed->manifest.name(), installed->bytes);
    }
    return installed;
  });
}

void Registry::remove(std::string name, UsedBy used_by, std::function<void(Result<void>)> done) {
  start<void>(std::move(done),
              [this, name = std::move(name), used_by = std::move(used_by)] { return remove_now(name, used_by); });
}

Result<ModelList> Registry::list_now() const {
  ModelList list;
  for (auto& manifest : library_.list()) {
    const auto bytes = bytes_of(manifest);
    list.installed.push_back({std::move(manifest), bytes});
  }
  auto catalogue = read_catalogue(catalogue_);
  if (!catalogue) {
    list.catalogue_problem = catalogue.error().message;
    return list;
  }
  for (auto& entry : *catalogue) {
    const auto is_it = [&](const InstalledModel& each) { return each.manifest.name() == entry.manifest.name(); };
    if (std::none_of(list.installed.begin(), list.installed.end(), is_it))
      list.available.push_back(std::move(entry.manifest));
  }
  std::sort(list.available.begin(), list.available.end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return list;
}

Result<void> Registry::remove_now(const std::string& name, const UsedBy& used_by) {
  const std::lock_guard lock(removing_);
  const auto place = library_.place_of(name);
  if (!place) return place.error();
  const auto withheld = library_.withhold(name);
  if (const auto learned = trained_on(library_, name)) {
    return Error{ErrorCode::model_in_use, "", name + " is used by " + *learned + ", whose features it makes"};
  }
  const auto user = used_by(name);
  if (!user) return user.error();
  if (*user) {
    return Error{ErrorCode::model_in_use, "",
                 name + " is used by " + **user + "; a model stays as long as a kept revision names it"};
  }
  const auto staging = Staging::make(library_.folder());
  if (!staging) return staging.error();
  std::error_code error, ignored;
  fs::rename(*place, staging->folder() / "removed", error);
  if (error) return storage_error(*place, error.value());
  fs::remove(place->parent_path(), ignored);  // where this was its last version
  if (auto synced = sync_folder(library_.folder()); !synced) return synced;
  library_.list();
  spdlog::info("models: {} is removed", name);
  return {};
}

}  // namespace visiond::models
