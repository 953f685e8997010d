#pragma once
// A neural network made by hand, so that every machine has one: Darknet, 32×32, one convolution whose biases alone
// speak. Whatever it is shown, it sees one thing in the middle, half as wide and high as the picture. Pure.

#include "tests/support/model_folder.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace visiond::testing {

// The file format: three numbers of version, the number of pictures seen, biases, weights by output.
inline std::string darknet_weights(const std::vector<float>& values) {
  const std::int32_t version[] = {0, 2, 0};
  const std::int64_t seen = 0;
  std::string bytes(reinterpret_cast<const char*>(version), sizeof version);
  bytes.append(reinterpret_cast<const char*>(&seen), sizeof seen);
  return bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
}

// As ID@1, with the one label ID.
inline void install_tiny_yolo(const ModelFolder& folder, const std::string& id,
                              const std::string& decoder = "yolo-darknet") {
  constexpr int outputs = 6, inputs = 3;
  // Centre, size, objectness and class before their curves; the weights are 0.
  std::vector<float> values{0, 0, 0, 0, 5, 5};
  values.resize(outputs + outputs * inputs, 0);
  folder.install({{"id", id},
                  {"version", "1"},
                  {"task", "detection"},
                  {"format", "darknet"},
                  {"decoder", decoder},
                  {"files", {{"network", "net.cfg"}, {"weights", "net.weights"}}},
                  {"labels", boost::json::array{id}},
                  {"input", {{"width", 32}, {"height", 32}}}},
                 {{"net.cfg",
                   "[net]\nwidth=32\nheight=32\nchannels=3\n\n"
                   "[convolutional]\nfilters=6\nsize=1\nstride=32\npad=0\nactivation=linear\n\n"
                   "[yolo]\nmask=0\nanchors=16,16\nclasses=1\nnum=1\n"},
                  {"net.weights", darknet_weights(values)}});
}

}  // namespace visiond::testing
