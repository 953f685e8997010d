#pragma once
// What a command runs in: the streams, the wanted output, the daemon; and the one way to print answers and failures.
// Owned by run(); used by one thread.

#include "client/cli/command_line.hpp"
#include "client/cli/streams.hpp"
#include "client/lib/session.hpp"

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
  std::size_t width() const { return streams_.width; }
  bool json() const { return options_.output == Output::json; }
  const std::string& address() const { return options_.address; }
  // Something that changes may be drawn: a person looks at it.
  bool live() const { return streams_.terminal && !json(); }

  // Made at first use; nothing is sent before the first call.
  client::Session& session();

  // One line of protobuf JSON, primitive fields always there.
  ExitCode print_json(const google::protobuf::Message& message);
  // Hands what was printed on; false when nobody reads it any more.
  bool flushed() { return static_cast<bool>(streams_.out.flush()); }

  // Tells what went wrong, with violations and report, and answers with its exit code. As JSON: the report, if there is
  // one, with a member `error` more.
  ExitCode fail(const client::Failure& failure);
  // PATH names nothing: as the daemon would say it, with what it could have meant.
  ExitCode fail_unknown_path(const std::string& path, const std::vector<std::string>& known);
  // A stream's end: a failure, or done.
  ExitCode follow(const client::Answer<void>& end);

 private:
  void explain(const client::Failure& failure);

  Streams& streams_;
  const GlobalOptions& options_;
  std::optional<client::Session> session_;
};

}  // namespace visiond::cli
