#!/usr/bin/env bash
# Nothing that shellcheck warns of is in the scripts.
set -euo pipefail
if ! command -v shellcheck >/dev/null; then
  echo 'shellcheck is missing (scripts/deps installs it)'
  exit 77
fi
grep -lE '^#!.*\b(ba)?sh$' -r scripts .ci tests --exclude-dir=node_modules | xargs shellcheck -x
