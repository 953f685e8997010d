// The input as the configuration file.
#include "daemon/app/config.hpp"

#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using visiond::fuzz::promise;
  const std::string file = "visiond.json";
  const auto config = visiond::app::read_config(visiond::fuzz::text_of(data, size), file);
  if (config) {
    promise(!config->listen.empty() && !config->state_dir.empty() && !config->models_dir.empty(), "nothing is empty");
    promise(config->compute_threads >= 0 && config->compute_threads <= 1024, "the threads are in their range");
    return 0;
  }
  const auto& error = config.error();
  promise(error.code == visiond::base::ErrorCode::invalid_setting && error.path == file, "the file is blamed",
          error.message);
  promise(error.message.starts_with(file + ":"), "a mistake has its place", error.message);
  return 0;
}
