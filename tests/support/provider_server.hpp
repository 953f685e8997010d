#pragma once
// A vision-language provider on 127.0.0.1 that speaks both protocols, over HTTP or TLS, and misbehaves on order. Each
// connection has a thread of its own; thread-safe.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace visiond::testing {

class ProviderServer {
 public:
  // How it answers.
  struct Manner {
    int status = 200;
    std::string text = "A quiet yard.";
    std::map<std::string, std::string> headers{};
    std::optional<std::string> body{};  // in place of the protocol's
    bool silent = false;                // nothing comes, until let_go() or the end
    bool cut = false;                   // the connection ends in the middle of the body
  };
  struct Asked {
    std::string target;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  struct Options {
    std::string key{};              // what must come with each request; empty: anything
    std::string certificate_for{};  // TLS, by a certificate of its own making for that name; empty: plain HTTP
  };

  ProviderServer() : ProviderServer(Options{}) {}
  explicit ProviderServer(Options options);
  ~ProviderServer();

  // For the next request; the ones after the last are answered well.
  void next(Manner manner);
  // From now on, unless next() says otherwise.
  void always(Manner manner);
  void let_go();

  // With the port, without a path: what gemini.base_url takes. `host`: as the client is to call it.
  std::string url(const std::string& host = "127.0.0.1") const;
  // Its certificate, PEM; empty without TLS.
  const std::string& certificate() const { return certificate_; }
  std::vector<Asked> asked() const;
  std::size_t requests() const { return asked().size(); }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  void accept();
  template <class Stream>
  void serve(Stream& stream);
  Manner manner_for(const Asked& asked);

  const Options options_;
  std::string certificate_;
  std::optional<boost::asio::ssl::context> tls_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  const unsigned short port_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Manner> next_;
  Manner always_;
  std::vector<Asked> asked_;
  bool let_go_ = false, stopped_ = false;
  std::list<std::thread> sessions_;
  std::list<int> open_;  // descriptors of sessions under way
  std::thread thread_;
};

}  // namespace visiond::testing
