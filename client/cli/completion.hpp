#pragma once
// Completion scripts, made of the command line itself: commands and options come from CLI11, paths of settings from
// `visionctl describe --paths` when the user presses the key. Pure; thread-safe.

#include <CLI/CLI.hpp>

#include <string>

namespace visiond::cli {

// `shell` is bash, zsh or fish.
std::string completion_script(CLI::App& app, const std::string& shell);

}  // namespace visiond::cli
