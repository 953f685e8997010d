#pragma once
// Runs visionctl in this process against a fake daemon: what it was called with, what came out. A test's own.

#include "client/cli/streams.hpp"
#include "tests/unit/client/fake_visiond.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <streambuf>
#include <string>
#include <vector>

namespace visiond::testing {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

// Output that another thread can wait for; with `most` bytes it fails behind them, as a pipe without a reader does.
class Output : public std::streambuf {
 public:
  explicit Output(std::size_t most = std::string::npos) : most_(most) {}

  std::string text() const;
  void wait_for(const std::string& part) const;

 protected:
  std::streamsize xsputn(const char* data, std::streamsize size) override;
  int_type overflow(int_type character) override;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string text_;
};

struct Terminal {
  bool terminal = false;
  bool colour = false;
  std::size_t width = 80;
  std::stop_token stop{};
};

// `arguments` without the program's name.
Outcome visionctl(const std::vector<std::string>& arguments, const std::string& input = "");
int visionctl(const std::vector<std::string>& arguments, Output& out, const Terminal& terminal = {},
              std::string* errors = nullptr);

// A fake daemon, started, and visionctl that knows its address.
class RunTest : public ::testing::Test {
 protected:
  RunTest() { fake.start(); }
  std::vector<std::string> with_address(std::vector<std::string> arguments) const;
  Outcome run(const std::vector<std::string>& arguments, const std::string& input = "") const {
    return visionctl(with_address(arguments), input);
  }

  FakeVisiond fake;
};

// One JSON object a line.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace visiond::testing
