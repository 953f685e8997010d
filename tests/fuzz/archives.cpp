// The input as an archive of a model: whatever it is, nothing comes out but files and folders, inside the target, and
// within the limits.
#include "services/models/unpack.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>
#include <string>

namespace visiond::fuzz {
namespace {

namespace fs = std::filesystem;

const models::Limits limits{.bytes = 1 << 16, .files = 8};

void look_at(const fs::path& target) {
  std::uint64_t bytes = 0, files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(target)) {
    const auto type = entry.symlink_status().type();
    promise(type == fs::file_type::regular || type == fs::file_type::directory, "only files and folders come out",
            entry.path().string());
    if (type != fs::file_type::regular) continue;
    ++files;
    bytes += entry.file_size();
  }
  promise(files <= limits.files, "no more files than allowed", std::to_string(files));
  promise(bytes <= limits.bytes, "no more bytes than allowed", std::to_string(bytes));
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fs = std::filesystem;
  const visiond::testing::TempFolder folder;
  const auto archive = folder.path() / "archive", target = folder.path() / "a" / "b" / "target";
  fs::create_directories(target);
  std::ofstream(archive, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto unpacked = visiond::models::unpack(archive, target, visiond::fuzz::limits, {});
  if (!unpacked) {
    visiond::fuzz::promise(!unpacked.error().message.empty(), "a refusal says why", "");
  }
  visiond::fuzz::look_at(target);
  std::size_t beside = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    const auto path = entry.path().string();
    const bool ours = entry.path() == archive || target.string().starts_with(path);
    if (!ours && !path.starts_with(target.string() + "/")) ++beside;
  }
  visiond::fuzz::promise(beside == 0, "nothing comes out beside the target", std::to_string(beside));
  return 0;
}
