#pragma once
// What a command runs in: the streams, the wanted output, the daemon; and the one way to print answers and failures.
// Owned by run(); used by one thread.

#include "client/cli/command_line.hpp"
#include "client/cli/session.hpp"
#include "client/cli/streams.hpp"

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <vector>

namespace visiond::cli {

class Context {
 public:
  Context(Streams& streams, const GlobalOptions& options);

  std::istream& in() { return streams_.in; }
  std::ostream& out() { return streams_.out; }
  std::ostream& err() { return streams_.err; }
  Style style() const { return Style(streams_.colour); }
  bool json() const { return options_.output == Output::json; }
  // Something that changes may be drawn: a person looks at it.
  bool live() const { return streams_.terminal && !json(); }
  const std::stop_token& stop() const { return streams_.stop; }
  std::optional<Nanoseconds> timeout() const { return options_.timeout; }

  // Made at first use; nothing is sent before the first call.
  Session& client();

  // One line of protobuf JSON, primitive fields always there.
  ExitCode print_json(const google::protobuf::Message& message);
  // Hands what was printed on; false when nobody reads it any more.
  bool flushed() { return static_cast<bool>(streams_.out.flush()); }

  // Tells what went wrong, with violations and report, and answers with its exit code.
  ExitCode fail(const Failure& failure);
  // PATH names nothing: as the daemon would say it, with what it could have meant.
  ExitCode fail_unknown_path(const std::string& path, const std::vector<std::string>& known);
  // A stream's end: a failure, or done.
  ExitCode follow(const Answer<void>& end);

 private:
  void explain(const Failure& failure);
  std::string address() const;

  Streams& streams_;
  const GlobalOptions& options_;
  std::optional<Session> session_;
};

}  // namespace visiond::cli
