#include "daemon/settings/path.hpp"

#include "daemon/settings/json_text.hpp"

#include <algorithm>
#include <numeric>

namespace visiond::settings {
namespace {

constexpr std::size_t max_keys = 16;

bool starts_plain_key(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool continues_plain_key(char c) { return starts_plain_key(c) || (c >= '0' && c <= '9') || c == '-'; }

bool is_plain_key(std::string_view key) {
  return !key.empty() && starts_plain_key(key.front()) && std::all_of(key.begin(), key.end(), continues_plain_key);
}

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  base::Result<std::vector<std::string>> parse() {
    std::vector<std::string> keys;
    while (at_ < text_.size() || keys.empty()) {
      if (keys.size() == max_keys) return mistake("the path is too long; it must have at most 16 keys");
      auto key = at_ < text_.size() && text_[at_] == '[' ? quoted_key() : plain_key(keys.empty());
      if (!key) return key.error();
      keys.push_back(std::move(*key));
    }
    return keys;
  }

 private:
  base::Result<std::string> plain_key(bool first) {
    if (!first) {
      if (text_[at_] != '.') return mistake("a dot or a bracket must stand between keys");
      ++at_;
    }
    const auto* begin = text_.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto* end = std::find_if_not(begin, text_.end(), continues_plain_key);
    if (begin == end || !starts_plain_key(*begin))
      return mistake("a key must start with a letter or an underscore; quote others, such as [\"traffic light\"]");
    at_ += static_cast<std::size_t>(end - begin);
    return std::string(begin, end);
  }

  base::Result<std::string> quoted_key() {
    const std::size_t end = end_of_string(at_ + 1);
    if (end == std::string_view::npos || end >= text_.size() || text_[end] != ']')
      return mistake("a bracket must hold a quoted key, such as [\"traffic light\"]");
    const auto key = read_json(text_.substr(at_ + 1, end - at_ - 1));
    if (!key) return mistake("the quoted key is not a JSON string");
    at_ = end + 1;
    return std::string(std::string_view(key->as_string()));
  }

  // One past the closing quote of the JSON string that starts at `from`.
  std::size_t end_of_string(std::size_t from) const {
    if (from >= text_.size() || text_[from] != '"') return std::string_view::npos;
    for (std::size_t i = from + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\')
        ++i;
      else if (text_[i] == '"')
        return i + 1;
    }
    return std::string_view::npos;
  }

  base::Error mistake(const std::string& what) const {
    return {base::ErrorCode::invalid_setting, "", "position " + std::to_string(at_ + 1) + " of the path: " + what};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

}  // namespace

std::string format_path(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) {
    if (is_plain_key(key)) {
      if (!text.empty()) text += '.';
      text += key;
    } else {
      text += '[';
      append_string(text, key);
      text += ']';
    }
  }
  return text;
}

std::string child_path(const std::string& parent, const std::string& key) {
  const std::string child = format_path({key});
  return parent.empty() || child.starts_with('[') ? parent + child : parent + "." + child;
}

base::Result<std::vector<std::string>> parse_path(std::string_view text) { return PathParser(text).parse(); }

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::string_view::npos;
  for (const auto& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t shorter = std::min(name.size(), candidate.size());
    const std::size_t meant = (longer + 2) / 3;
    if (shorter == 0 || longer - shorter > meant) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance > meant || distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace visiond::settings
