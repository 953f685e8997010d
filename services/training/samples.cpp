#include "services/training/samples.hpp"

#include "daemon/base/digest.hpp"
#include "daemon/settings/formats.hpp"
#include "services/models/new_file.hpp"
#include "services/training/image_header.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace visiond::training {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t longest_label = 64;

Error refused(const char* field, const std::string& why) {
  return {ErrorCode::invalid_request, field, std::string(field) + ": " + why};
}

Result<void> set_up(sqlite::Database& database) {
  for (const char* sql : {"PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL",
                          SampleTable::schema, RunTable::schema}) {
    if (auto done = database.execute(sql); !done) return done;
  }
  const auto verdict = database.text_of("PRAGMA quick_check(1)");
  if (!verdict) return verdict.error();
  if (*verdict == "ok") return {};
  return Error{ErrorCode::store_damaged, database.file().string(),
               database.file().string() + " is damaged: " + *verdict};
}

std::string name_of(const Sample& sample) { return sample.sha256 + "." + sample.format; }

}  // namespace

std::optional<std::string> label_mistake(std::string_view label) {
  if (label.empty()) return "it is empty; it must say what the picture shows";
  if (label.size() > longest_label || !settings::is_text(label)) return "it must be at most 64 bytes of UTF-8";
  const auto steers = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (std::any_of(label.begin(), label.end(), steers)) return "it must hold no control characters";
  if (label.front() == ' ' || label.back() == ' ') return "it must not begin or end with a blank";
  return std::nullopt;
}

Result<std::unique_ptr<Samples>> Samples::open(Options options) try {
  std::error_code error;
  fs::create_directories(options.folder / "samples", error);
  if (error) return models::storage_error(options.folder / "samples", error.value());
  auto database = std::make_unique<sqlite::Database>(options.folder / "samples.sqlite", sqlite::Database::Mode::create);
  if (auto ready = set_up(*database); !ready) return ready.error();
  std::unique_ptr<Samples> samples(new Samples(std::move(options), std::move(database)));
  if (auto swept = samples->sweep(); !swept) return swept.error();
  if (auto counted = samples->count(); !counted) return counted.error();
  return samples;
} catch (const sqlite::DatabaseError& failure) {
  return failure.error;
}

Samples::Samples(Options options, std::unique_ptr<sqlite::Database> database)
    : options_(std::move(options)),
      pictures_(options_.folder / "samples"),
      database_(std::move(database)),
      samples_(*database_),
      runs_(*database_) {}

Samples::~Samples() {
  if (!database_->saw_damage()) database_->checkpoint_on_close(true);
}

fs::path Samples::file_of(const Sample& sample) const { return pictures_ / name_of(sample); }

Result<void> Samples::sweep() {
  const auto kept = all();
  if (!kept) return kept.error();
  std::set<std::string> names;
  for (const auto& sample : *kept) names.insert(name_of(sample));
  std::error_code error, ignored;
  for (fs::directory_iterator entry(pictures_, error), end; !error && entry != end; entry.increment(error))
    if (!names.contains(entry->path().filename())) fs::remove(entry->path(), ignored);
  if (error) return models::storage_error(pictures_, error.value());
  return {};
}

Result<void> Samples::count() {
  auto totals = samples_.totals();
  if (!totals) return totals.error();
  totals_ = std::move(*totals);
  return {};
}

Result<AddedSample> Samples::add(const std::string& label, std::string_view bytes, base::WallTime now) {
  if (const auto mistake = label_mistake(label)) return refused("label", *mistake);
  if (bytes.size() > options_.limits.sample_bytes) {
    return refused("image", "it has " + std::to_string(bytes.size()) + " bytes; at most " +
                                std::to_string(options_.limits.sample_bytes) + " are taken");
  }
  const auto header = read_image_header(bytes);
  if (!header) return header.error();
  if (std::uint64_t{header->width} * header->height > options_.limits.pixels) {
    return refused("image", "it has " + std::to_string(header->width) + "x" + std::to_string(header->height) +
                                " pixels; at most " + std::to_string(options_.limits.pixels) + " are taken");
  }
  Sample sample{.id = 0,
                .label = label,
                .sha256 = base::sha256_hex(bytes),
                .format = header->format == ImageFormat::png ? "png" : "jpg",
                .bytes = bytes.size(),
                .width = static_cast<int>(header->width),
                .height = static_cast<int>(header->height),
                .added = now};
  const auto old = samples_.find(sample.sha256);
  if (!old) return old.error();
  if (*old) return known(**old, label, bytes);
  if (!options_.decodes(bytes)) return refused("image", "it cannot be decoded; it is damaged");
  if (auto room = check_room(bytes.size()); !room) return room.error();
  if (auto written = write(sample, bytes); !written) return written.error();
  if (auto kept = samples_.insert(sample); !kept) return kept.error();
  ++totals_.samples;
  ++totals_.of_labels[label];
  totals_.bytes += sample.bytes;
  return AddedSample{std::move(sample)};
}

Result<AddedSample> Samples::known(const Sample& sample, const std::string& label, std::string_view bytes) {
  if (sample.label != label) {
    return Error{ErrorCode::sample_exists, "label",
                 "this very picture is sample " + std::to_string(sample.id) + " already, labelled " +
                     settings::quoted(sample.label) + "; remove that one first to label it " + settings::quoted(label)};
  }
  std::error_code error;
  if (!fs::exists(file_of(sample), error)) {
    if (auto written = write(sample, bytes); !written) return written.error();
  }
  return AddedSample{sample, /*already_there=*/true};
}

Result<void> Samples::check_room(std::size_t more) const {
  const auto& limits = options_.limits;
  if (totals_.samples < limits.samples && totals_.bytes + more <= limits.bytes) return {};
  return Error{ErrorCode::storage_full, "",
               "there are " + std::to_string(totals_.samples) + " samples with " + std::to_string(totals_.bytes) +
                   " bytes; at most " + std::to_string(limits.samples) + " with " + std::to_string(limits.bytes) +
                   " bytes are kept, remove some first"};
}

Result<void> Samples::write(const Sample& sample, std::string_view bytes) const {
  const auto file = file_of(sample);
  const fs::path draft = file.string() + ".new";
  std::error_code error;
  fs::remove(draft, error);
  auto out = models::NewFile::open(draft);
  if (!out) return out.error();
  if (auto written = out->write(bytes); !written) return written;
  if (auto synced = out->close(); !synced) return synced;
  fs::rename(draft, file, error);
  if (error) return models::storage_error(file, error.value());
  return models::sync_folder(pictures_);
}

Result<void> Samples::remove(std::uint64_t id) {
  const auto sample = samples_.find(id);
  if (!sample) return sample.error();
  if (!*sample) return Error{ErrorCode::no_such_sample, "sample_id", "there is no sample " + std::to_string(id)};
  if (auto erased = samples_.erase(id); !erased) return erased;
  std::error_code swept_later;
  fs::remove(file_of(**sample), swept_later);
  return count();
}

Result<SamplePage> Samples::page(const SampleQuery& query) {
  auto samples = samples_.page(query, query.page_size + 1);
  if (!samples) return samples.error();
  SamplePage page{std::move(*samples), false, totals_.of_labels};
  page.more = page.samples.size() > query.page_size;
  if (page.more) page.samples.pop_back();
  return page;
}

Result<std::vector<Sample>> Samples::all() {
  auto samples = samples_.page({}, std::numeric_limits<std::int32_t>::max());
  if (!samples) return samples;
  std::sort(samples->begin(), samples->end(), [](const auto& a, const auto& b) { return a.sha256 < b.sha256; });
  return samples;
}

}  // namespace visiond::training
