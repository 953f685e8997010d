#pragma once
// visionctl as a process against a fake daemon in this one. A test's own.

#include "tests/support/child_process.hpp"
#include "tests/unit/client/run_support.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::testing {

class ProcessTest : public RunTest {
 protected:
  static std::string programs() { return std::filesystem::path(own_path()).parent_path().string(); }
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), programs() + "/visionctl");
    return with_address(arguments);
  }
  // In bash, with visionctl on the path and the fake daemon as the one it talks to.
  Finished shell(const std::string& script) const {
    return run_to_end({"/bin/bash", "--norc", "-c",
                       "export PATH=\"" + programs() + ":$PATH\" VISIOND_ADDRESS='" + fake.address() + "'; " + script});
  }
};

}  // namespace visiond::testing
