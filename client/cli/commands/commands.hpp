#pragma once
// Every command of visionctl, one function a command: it adds its options to the line and says what to do when chosen.

#include "client/cli/command_line.hpp"

namespace visiond::cli {

void add_get(CommandLine& line);
void add_show(CommandLine& line);
void add_history(CommandLine& line);
void add_diff(CommandLine& line);
void add_export(CommandLine& line);
void add_describe(CommandLine& line);

void add_set(CommandLine& line);
void add_unset(CommandLine& line);
void add_apply(CommandLine& line);
void add_rollback(CommandLine& line);
void add_undo(CommandLine& line);
void add_confirm(CommandLine& line);
void add_cancel(CommandLine& line);
void add_transaction(CommandLine& line);
void add_transactions(CommandLine& line);

void add_watch(CommandLine& line);
void add_status(CommandLine& line);
void add_metrics(CommandLine& line);
void add_health(CommandLine& line);
void add_wait(CommandLine& line);
void add_detections(CommandLine& line);
void add_events(CommandLine& line);
void add_snapshot(CommandLine& line);
void add_models(CommandLine& line);
void add_gemini(CommandLine& line);
void add_train(CommandLine& line);

void add_completion(CommandLine& line);

}  // namespace visiond::cli
