#!/usr/bin/env bash
# Every C++ file is formatted as .clang-format says (clang-format 14).
set -euo pipefail
if ! command -v clang-format-14 >/dev/null; then
  echo 'clang-format-14 is missing (scripts/deps installs it)'
  exit 77
fi
find daemon services client tests -name node_modules -prune -o '(' -name '*.hpp' -o -name '*.cpp' ')' -print0 |
  xargs -0 clang-format-14 --dry-run -Werror
