#pragma once
// Brings a journal's answers back to the strand.

#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/section_board.hpp"

#include <boost/asio/post.hpp>

#include <functional>
#include <utility>

namespace visiond::runtime {

template <class T>
Journal::Handler<T> posted(Strand strand, std::function<void(base::Result<T>)> then) {
  return [strand, then = std::move(then)](base::Result<T> result) {
    boost::asio::post(strand, [then, result = std::move(result)]() mutable { then(std::move(result)); });
  };
}

}  // namespace visiond::runtime
