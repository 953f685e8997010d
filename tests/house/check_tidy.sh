#!/usr/bin/env bash
# clang-tidy (.clang-tidy) finds nothing in the modules that need neither gRPC nor OpenCV: check_tidy.sh BUILD_FOLDER
# The others would take it several times as long, most of it in the headers of these libraries.
set -euo pipefail
if ! command -v clang-tidy-14 >/dev/null; then
  echo 'clang-tidy-14 is missing (scripts/deps installs it)'
  exit 77
fi
find daemon/{base,settings,transaction,store,runtime} -name '*.cpp' -print0 |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p "$1" --quiet 2> >(grep -v ' warnings generated\.$' >&2)
