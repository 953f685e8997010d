// visiond-trainer FOLDER PARENT: does the job in FOLDER, for visiond, which is the process PARENT. Not for people.
#include "services/trainer/train.hpp"
#include "services/training/job.hpp"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace training = visiond::training;

constexpr int exit_done = 0, exit_failed = 1, exit_usage = 2;

void say(const training::TrainerLine& line) {
  const auto text = training::write(line);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// Behind everything that visiond does with frames. Niceness alone lets a run have a processor for a few milliseconds
// while a frame waits for it; SCHED_IDLE (sched(7)) gives way at once.
void stand_back(int nice) {
  constexpr int only_what_is_idle = 10;
  ::setpriority(PRIO_PROCESS, 0, nice);
  const sched_param none{};
  if (nice >= only_what_is_idle) ::sched_setscheduler(0, SCHED_IDLE, &none);
}

visiond::base::Result<void> work(const std::string& folder) {
  std::ifstream in(folder + "/" + training::job_file, std::ios::binary);
  const auto job = training::read_job(std::string{std::istreambuf_iterator<char>(in), {}});
  if (!job) return job.error();
  stand_back(job->settings.nice);
  cv::setNumThreads(1);
  return visiond::trainer::train(*job, folder, [](const training::Progress& progress) { say(progress); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("visiond-trainer FOLDER PARENT: visiond starts it to train a classifier\n", stderr);
    return exit_usage;
  }
  // It never outlives visiond, not even one that ended before this line.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (std::to_string(::getppid()) != argv[2]) return exit_failed;
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_ERROR);
  try {
    const auto done = work(argv[1]);
    if (done) return exit_done;
    say(training::GivesUp{done.error().message});
  } catch (const std::exception& exception) {
    say(training::GivesUp{exception.what()});
  }
  return exit_failed;
}
