#pragma once
// The samples: each picture is a file as it came, named by its digest, with a row that says the rest, and the outcome
// of runs beside them. A file without its row is swept away at the next start, so a crash between the two leaves
// nothing behind. Blocks; bound to one thread at a time.

#include "daemon/sqlite/database.hpp"
#include "services/training/api.hpp"
#include "services/training/limits.hpp"
#include "services/training/run_table.hpp"
#include "services/training/sample_table.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::training {

// Whether the bytes, whose header is sound, can be decoded.
using Decodes = std::function<bool(std::string_view bytes)>;

class Samples {
 public:
  struct Options {
    std::filesystem::path folder;  // holds samples.sqlite and samples/
    Decodes decodes;
    Limits limits{};
  };
  // STORE_DAMAGED, STORAGE_FAILED.
  static base::Result<std::unique_ptr<Samples>> open(Options options);
  // Leaves one file behind, without a log.
  ~Samples();

  // Errors as TrainingApi::add_sample(). On the disk when it returns.
  base::Result<AddedSample> add(const std::string& label, std::string_view bytes, base::WallTime now);
  base::Result<void> remove(std::uint64_t id);
  base::Result<SamplePage> page(const SampleQuery& query);
  // By digest, so that the same samples come in the same order however they were added.
  base::Result<std::vector<Sample>> all();
  const std::map<std::string, std::uint64_t>& of_labels() const { return totals_.of_labels; }

  std::filesystem::path file_of(const Sample& sample) const;
  RunTable& runs() { return runs_; }

 private:
  Samples(Options options, std::unique_ptr<sqlite::Database> database);

  base::Result<AddedSample> known(const Sample& sample, const std::string& label, std::string_view bytes);
  base::Result<void> check_room(std::size_t more) const;
  base::Result<void> write(const Sample& sample, std::string_view bytes) const;
  base::Result<void> sweep();
  base::Result<void> count();

  const Options options_;
  const std::filesystem::path pictures_;
  std::unique_ptr<sqlite::Database> database_;
  SampleTable samples_;
  RunTable runs_;
  SampleTable::Totals totals_;
};

// What is wrong with a label, or nothing.
std::optional<std::string> label_mistake(std::string_view label);

}  // namespace visiond::training
