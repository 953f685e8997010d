#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>

namespace visiond::cli {
namespace {

struct SnapshotOptions {
  std::string file;  // "-": the output
  std::uint64_t quality = 0;
  bool boxes = false;
};

bool write_file(Context& context, const std::string& file, const std::string& bytes) {
  errno = 0;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) return true;
  context.err() << "visionctl: cannot write " << file << ": " << std::strerror(errno) << '\n';
  return false;
}

void describe(std::ostream& out, const std::string& file, const v1::Frame& frame) {
  const auto& detections = frame.detections();
  const auto count = detections.detections_size();
  out << file << ": " << frame.width() << 'x' << frame.height() << ", frame " << detections.frame_sequence()
      << " of revision " << detections.revision() << ", " << count << (count == 1 ? " detection" : " detections")
      << '\n';
}

ExitCode snapshot(Context& context, const SnapshotOptions& options) {
  v1::GetSnapshotRequest request;
  // visiond says what it takes.
  request.set_quality(static_cast<int>(std::min<std::uint64_t>(options.quality, std::numeric_limits<int>::max())));
  request.set_draw_boxes(options.boxes);
  auto frame = context.session().get_snapshot(request);
  if (!frame) return context.fail(frame.error());
  if (options.file == "-") {
    context.out() << frame->jpeg();
    return context.flushed() ? ExitCode::done : ExitCode::failed;
  }
  if (!write_file(context, options.file, frame->jpeg())) return ExitCode::failed;
  frame->clear_jpeg();
  if (context.json()) return context.print_json(*frame);
  describe(context.out(), options.file, *frame);
  return ExitCode::done;
}

}  // namespace

void add_snapshot(CommandLine& line) {
  auto options = std::make_shared<SnapshotOptions>();
  auto& command = line.add("snapshot", "Write the newest frame to a JPEG file",
                           [options](Context& context) { return snapshot(context, *options); });
  command.add_option("FILE", options->file, "Where to; - is the standard output")->required();
  CommandLine::add_count(command, "-q,--quality", options->quality, 1, "Of the JPEG, 1 to 100; 80 if not given");
  command.add_flag("--boxes,!--no-boxes", options->boxes, "Draw what was detected, with labels and confidences");
}

}  // namespace visiond::cli
