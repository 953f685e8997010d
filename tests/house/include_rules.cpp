#include "tests/house/include_rules.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string_view>

namespace visiond::house {
namespace {

// `*` stands for one name between slashes.
bool matches(std::string_view path, std::string_view pattern) {
  while (!pattern.empty()) {
    if (pattern.front() == '*') {
      pattern.remove_prefix(1);
      path.remove_prefix(std::min(path.find('/'), path.size()));
    } else {
      if (path.empty() || path.front() != pattern.front()) return false;
      path.remove_prefix(1);
      pattern.remove_prefix(1);
    }
  }
  return path.empty();
}

// The first `depth` folders of a path, with the last one's slash; empty where there are not as many.
std::string_view folders(std::string_view path, std::ptrdiff_t depth) {
  std::size_t length = 0;
  for (; depth > 0; --depth) {
    const auto slash = path.find('/', length);
    if (slash == std::string_view::npos) return {};
    length = slash + 1;
  }
  return path.substr(0, length);
}

// Lists are words with blanks between them, so that the rules below read as a table.
template <class Fits>
bool any_word(std::string_view list, Fits fits) {
  while (!list.empty()) {
    const auto end = std::min(list.find(' '), list.size());
    if (end > 0 && fits(list.substr(0, end))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

// Patterns that end in a slash are folders, with all that is in them.
bool is_in(std::string_view path, std::string_view patterns) {
  return any_word(patterns, [&](std::string_view pattern) {
    if (!pattern.ends_with('/')) return matches(path, pattern);
    return matches(folders(path, std::count(pattern.begin(), pattern.end(), '/')), pattern);
  });
}

struct Module {
  std::string_view folder;
  std::string_view sees;  // beside itself
};

// The first one that fits counts.
constexpr Module modules[] = {
    {"daemon/base/", ""},
    {"daemon/sqlite/", "daemon/base/"},
    {"daemon/settings/", "daemon/base/"},
    {"daemon/transaction/", "daemon/base/ daemon/settings/"},
    {"daemon/runtime/", "daemon/base/ daemon/settings/ daemon/transaction/"},
    {"daemon/store/", "daemon/base/ daemon/sqlite/ daemon/settings/ daemon/transaction/"},
    {"services/models/", "daemon/base/ daemon/settings/"},
    {"services/engine/", "daemon/base/ services/models/"},
    {"services/pipeline/", "daemon/base/ daemon/settings/ daemon/transaction/"},
    {"services/trainer/",
     "daemon/base/ daemon/settings/ daemon/transaction/ services/pipeline/ services/models/ services/engine/ "
     "services/inference/ services/training/"},
    {"services/*/",
     "daemon/base/ daemon/sqlite/ daemon/settings/ daemon/transaction/ services/pipeline/ services/models/ "
     "services/engine/"},
    {"daemon/rpc/",
     "daemon/base/ daemon/settings/ daemon/transaction/ daemon/runtime/settings_api.hpp services/*/api.hpp "
     "services/pipeline/events.hpp services/pipeline/pictures.hpp"},
    {"daemon/web/",
     "daemon/base/ daemon/settings/ daemon/transaction/ daemon/runtime/settings_api.hpp services/*/api.hpp "
     "services/pipeline/pictures.hpp daemon/rpc/"},
    {"daemon/app/",
     "daemon/base/ daemon/settings/ daemon/transaction/ daemon/runtime/ daemon/store/ daemon/rpc/ daemon/web/ "
     "services/*/"},
    {"client/lib/", "daemon/base/ daemon/settings/"},
    {"client/cli/", "daemon/base/ daemon/settings/ client/lib/"},
};

struct Confined {
  std::string_view what;
  std::string_view includes;  // beginnings of include paths
  std::string_view words;     // as they stand in code
  std::string_view home;
};

constexpr Confined confined[] = {
    {"OpenCV stays inside services/", "opencv2/", "cv::", "services/*/ tests/*/"},
    {"gRPC and protobuf stay inside daemon/rpc/, daemon/web/ and client/", "grpc/ grpcpp/ google/ visiond/v1/",
     "grpc:: google::protobuf", "daemon/rpc/ daemon/web/ client/lib/ client/cli/ tests/*/"},
    {"SQLite is reached through daemon/sqlite/", "sqlite3", "sqlite3_",
     "daemon/sqlite/ daemon/store/ tests/unit/store/"},
    {"co_spawn swallows exceptions; use spawn()", "", "co_spawn", "daemon/runtime/spawn.hpp"},
    {"nothing sleeps; wait for the condition", "", "sleep_for sleep_until usleep nanosleep", ""},
    {"daemon/settings/ and daemon/transaction/ are pure: no threads, clock, sockets or disk",
     "boost/asio thread mutex condition_variable atomic fstream filesystem spdlog/",
     "system_clock::now steady_clock::now",
     "daemon/base/ daemon/sqlite/ daemon/runtime/ daemon/store/ daemon/rpc/ daemon/web/ daemon/app/ services/*/ "
     "client/*/ "
     "tests/*/"},
};

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// As a word of its own at its beginning: sqlite3_ is found in sqlite3_step, cv:: not in recv::.
bool holds_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1))
    if (at == 0 || !is_name(line[at - 1])) return true;
  return false;
}

std::string place(const std::string& path, int line) { return path + ":" + std::to_string(line) + ": "; }

const Module* module_of(std::string_view path) {
  const auto found = std::find_if(std::begin(modules), std::end(modules),
                                  [&](const Module& module) { return is_in(path, module.folder); });
  return found == std::end(modules) ? nullptr : &*found;
}

void check_order(const std::string& path, const SourceFile& file, std::vector<std::string>& violations) {
  if (path.starts_with("tests/")) return;
  const Module* own = module_of(path);
  if (own == nullptr) {
    violations.push_back(place(path, 1) + "its folder has no rule in tests/house/include_rules.cpp");
    return;
  }
  const std::string own_folder(folders(path, 2));
  for (const auto& include : file.includes) {
    const bool of_project = is_in(include.path, "daemon/*/ services/*/ client/*/ tests/*/");
    if (!of_project || include.path.starts_with(own_folder) || is_in(include.path, own->sees)) continue;
    violations.push_back(place(path, include.line) + own_folder + " must not include " + include.path);
  }
}

void check_confined(const std::string& path, const SourceFile& file, std::vector<std::string>& violations) {
  for (const auto& each : confined) {
    if (is_in(path, each.home)) continue;
    const auto report = [&](int line, std::string_view found) {
      violations.push_back(place(path, line) + std::string(found) + ": " + std::string(each.what));
    };
    for (const auto& include : file.includes)
      if (any_word(each.includes, [&](std::string_view start) { return include.path.starts_with(start); }))
        report(include.line, include.path);
    int number = 0;
    for (const auto& line : file.code) {
      ++number;
      any_word(each.words, [&](std::string_view word) {
        if (holds_word(line, word)) report(number, word);
        return false;
      });
    }
  }
}

bool reaches_opencv(const SourceTree& tree, const std::string& path, std::set<std::string>& seen) {
  if (path.starts_with("opencv2/")) return true;
  const auto found = tree.find(path);
  if (found == tree.end() || !seen.insert(path).second) return false;
  const auto& includes = found->second.includes;
  return std::any_of(includes.begin(), includes.end(),
                     [&](const Include& include) { return reaches_opencv(tree, include.path, seen); });
}

// Through other headers as well: what rpc or a client includes must build without OpenCV.
void check_opencv_free(const SourceTree& tree, const std::string& path, std::vector<std::string>& violations) {
  if (!is_in(
          path,
          "daemon/base/ daemon/sqlite/ daemon/settings/ daemon/transaction/ daemon/runtime/ daemon/store/ daemon/rpc/ "
          "client/*/ services/models/ services/*/api.hpp services/pipeline/events.hpp services/pipeline/pictures.hpp"))
    return;
  for (const auto& include : tree.at(path).includes) {
    std::set<std::string> seen;
    if (!include.path.starts_with("opencv2/") && reaches_opencv(tree, include.path, seen))
      violations.push_back(place(path, include.line) + include.path + " includes OpenCV");
  }
}

}  // namespace

std::vector<std::string> include_violations(const SourceTree& tree) {
  std::vector<std::string> violations;
  for (const auto& [path, file] : tree) {
    check_order(path, file, violations);
    check_confined(path, file, violations);
    check_opencv_free(tree, path, violations);
  }
  return violations;
}

}  // namespace visiond::house
