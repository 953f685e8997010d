#pragma once
// Valid patches and documents of the sample schema, from a seed. Bound to one test.

#include "daemon/settings/document.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <utility>

namespace visiond::settings {

class RandomSettings {
 public:
  explicit RandomSettings(std::uint32_t seed) : random_(seed) {}

  // Names some settings, some of them by null, now and then a whole section.
  json::object patch() {
    json::object patch;
    add(patch, "camera", camera());
    add(patch, "detection", detection());
    add(patch, "ui", ui());
    return patch;
  }

  // Sparse.
  json::object document() { return apply_patch(schema_, {}, patch()); }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class... Texts>
  json::value one_of(const Texts&... texts) {
    const char* const all[] = {texts...};
    return all[below(sizeof...(texts))];
  }

  void add(json::object& into, const std::string& name, json::value value) {
    if (one_in(2)) return;
    into[name] = one_in(6) ? json::value() : std::move(value);
  }

  json::value camera() {
    json::object section;
    add(section, "enabled", one_in(2));
    add(section, "width", one_in(4) ? 0 : 160 + static_cast<int>(below(7521)));
    add(section, "source", one_of("synthetic:", "file:/a.avi", "rtsp://host/stream"));
    add(section, "password_ref", one_of("", "env:A"));
    add(section, "rtsp_transport", one_of("tcp", "udp"));
    add(section, "rotate", 90 * static_cast<int>(below(4)));
    add(section, "name", one_of("", "door", "é \"quoted\"\n"));
    return section;
  }

  json::value detection() {
    json::object section;
    add(section, "confidence", part());
    add(section, "class_confidence", map([this] { return part(); }));
    add(section, "labels", list([this] { return one_of("car", "dog", "traffic light"); }));
    add(section, "model", one_of("", "a@1", "yolo-fastest@1.1"));
    add(section, "zones", map([this] { return list([this] { return part(); }); }));
    return section;
  }

  json::value ui() {
    json::object section;
    add(section, "language", one_of("en", "de", "pt-BR"));
    return section;
  }

  json::value part() { return static_cast<double>(below(5)) / 4; }

  template <class Make>
  json::value map(Make make) {
    json::object map;
    for (const char* key : {"car", "dog", "traffic light", "a.b", "é\"", ""})
      if (one_in(2)) add(map, key, make());
    return map;
  }

  template <class Make>
  json::value list(Make make) {
    json::array list;
    for (auto n = below(4); n > 0; --n) list.push_back(make());
    return list;
  }

  std::mt19937 random_;
  const Schema schema_ = sample_schema();
};

}  // namespace visiond::settings
