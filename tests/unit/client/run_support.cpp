#include "tests/unit/client/run_support.hpp"

#include "client/cli/run.hpp"

#include <ostream>
#include <sstream>

namespace visiond::testing {

std::string Output::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

void Output::wait_for(const std::string& part) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return text_.find(part) != std::string::npos; });
}

std::streamsize Output::xsputn(const char* data, std::streamsize size) {
  const std::lock_guard lock(mutex_);
  const auto fits = std::min(static_cast<std::size_t>(size), most_ - text_.size());
  text_.append(data, fits);
  changed_.notify_all();
  return static_cast<std::streamsize>(fits);
}

Output::int_type Output::overflow(int_type character) {
  const char one = traits_type::to_char_type(character);
  return xsputn(&one, 1) == 1 ? character : traits_type::eof();
}

Outcome visionctl(const std::vector<std::string>& arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out, err;
  cli::Streams streams{.in = in, .out = out, .err = err};
  const int code = cli::run(arguments, streams);
  return {code, out.str(), err.str()};
}

int visionctl(const std::vector<std::string>& arguments, Output& out, const Terminal& terminal, std::string* errors) {
  std::istringstream in;
  std::ostream stream(&out);
  std::ostringstream err;
  cli::Streams streams{.in = in,
                       .out = stream,
                       .err = err,
                       .terminal = terminal.terminal,
                       .width = terminal.width,
                       .colour = terminal.colour,
                       .stop = terminal.stop};
  const int code = cli::run(arguments, streams);
  if (errors != nullptr) *errors = err.str();
  return code;
}

std::vector<std::string> RunTest::with_address(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--address", fake.address()});
  return arguments;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace visiond::testing
