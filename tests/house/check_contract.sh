#!/usr/bin/env bash
# The wire contract keeps buf's standard rules (buf.yaml).
set -euo pipefail
buf=$(compgen -G 'tests/tools/node_modules/@bufbuild/buf-*/bin/buf') || {
  echo 'buf is missing (scripts/deps installs it)'
  exit 77
}
"$buf" lint
