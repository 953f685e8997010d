#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_models.hpp"
#include "daemon/base/digest.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

namespace visiond::cli {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 18;

struct InstallOptions {
  std::string source;
  std::string sha256;
  std::string name;
  bool upload = false;
};

ExitCode list(Context& context) {
  const auto answer = context.session().list_models();
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_models(context.out(), *answer);
  return ExitCode::done;
}

bool is_url(const std::string& source) { return source.starts_with("http://") || source.starts_with("https://"); }

// Over a Unix socket visiond's machine is this one.
void check_is_there(const Context& context, const std::string& path) {
  std::error_code error;
  if (!context.address().starts_with("unix:") ||
      std::filesystem::status(path, error).type() != std::filesystem::file_type::not_found)
    return;
  throw UsageError("there is no file or folder " + path);
}

v1::InstallModelRequest::Header header_of(const Context& context, const InstallOptions& options) {
  v1::InstallModelRequest::Header header;
  header.set_sha256(options.sha256);
  header.set_name(options.name);
  if (options.upload)
    header.mutable_upload();
  else if (is_url(options.source))
    header.set_url(options.source);
  else if (options.source.starts_with('/')) {
    check_is_there(context, options.source);
    header.set_server_path(options.source);
  } else if (options.source.find('@') != std::string::npos)
    header.set_catalogue(options.source);
  else
    throw UsageError(options.source +
                     " is no source: it must be a URL, a path from / on (of visiond's machine), a name of the "
                     "catalogue as in yolo-fastest@1.1, or a file of this machine with --upload");
  return header;
}

client::Answer<v1::Model> send(Context& context, const InstallOptions& options) {
  auto header = header_of(context, options);
  if (!options.upload) return context.session().install_model(header);
  // Whatever is damaged on the way does not get in.
  if (header.sha256().empty()) {
    const auto digest = base::sha256_hex_of_file(options.source);
    if (!digest) throw UsageError(options.source + " cannot be read");
    header.set_sha256(*digest);
  }
  std::ifstream file(options.source, std::ios::binary);
  return context.session().install_model(header, [&file] {
    std::string piece(piece_bytes, '\0');
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(file.gcount()));
    return piece;
  });
}

ExitCode install(Context& context, const InstallOptions& options) {
  const auto model = send(context, options);
  if (!model) return context.fail(model.error());
  if (context.json()) return context.print_json(*model);
  context.out() << model->name() << " is installed\n";
  return ExitCode::done;
}

ExitCode remove(Context& context, const std::string& name) {
  v1::RemoveModelRequest request;
  request.set_name(name);
  const auto answer = context.session().remove_model(request);
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  context.out() << name << " is removed\n";
  return ExitCode::done;
}

}  // namespace

void add_models(CommandLine& line) {
  auto& group = line.add_group("models", "List, install and remove models");
  line.add_to(group, "list", "Show what is installed, and what the catalogue offers", list);

  auto options = std::make_shared<InstallOptions>();
  auto& install_command = line.add_to(group, "install", "Install a model; all of it is checked before it can be used",
                                      [options](Context& context) { return install(context, *options); });
  install_command
      .add_option("SOURCE", options->source,
                  "URL of an archive, path on visiond's machine, or id@version of the catalogue")
      ->required();
  install_command.add_option("--sha256", options->sha256, "Of the archive, as its publisher says; needed for a URL")
      ->type_name("DIGEST");
  install_command.add_option("--name", options->name, "The id@version that it must be")->type_name("NAME");
  install_command.add_flag("--upload", options->upload, "SOURCE is an archive on this machine; send it");

  auto name = std::make_shared<std::string>();
  auto& remove_command = line.add_to(group, "remove", "Remove a model that no kept revision names",
                                     [name](Context& context) { return remove(context, *name); });
  remove_command.add_option("NAME", *name, "id@version")->required();
}

}  // namespace visiond::cli
