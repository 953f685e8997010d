// What the trainer says and writes: the first byte chooses between its lines, its report, a kept run and a job.
#include "daemon/settings/json_text.hpp"
#include "services/training/job.hpp"
#include "services/training/text.hpp"
#include "tests/fuzz/promise.hpp"

namespace {

namespace training = visiond::training;
using visiond::fuzz::promise;

void line(std::string_view text) {
  const auto read = training::read_trainer_line(text);
  if (!read) return;
  if (const auto* progress = std::get_if<training::Progress>(&*read))
    promise(progress->done >= 0 && progress->done <= 1, "progress is within its bounds");
  promise(training::read_trainer_line(training::write(*read)).has_value(), "what was read can be written and read");
}

void report(std::string_view text) {
  const auto read = training::read_report(text);
  if (!read) return;
  promise(read->accuracy >= 0 && read->accuracy <= 1, "accuracy is within its bounds");
  promise(read->confusion.size() == read->classes.size(), "the matrix is as wide as there are classes");
  for (const auto& row : read->confusion) promise(row.size() == read->classes.size(), "and as high");
  const auto again = training::read_report(visiond::settings::write_json(training::write(*read)));
  promise(again && again->confusion == read->confusion, "what was read can be written and read");
}

void run(std::string_view text) {
  const auto read = training::read_run(text);
  if (read) promise(training::read_run(training::write(*read)).has_value(), "what was read can be written and read");
}

void job(std::string_view text) {
  const auto read = training::read_job(text);
  if (!read) return;
  for (const auto& sample : read->samples) promise(sample.label < read->labels.size(), "every sample has a class");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = visiond::fuzz::text_of(data + 1, size - 1);
  constexpr void (*readers[])(std::string_view) = {line, report, run, job};
  readers[data[0] % 4](text);
  return 0;
}
