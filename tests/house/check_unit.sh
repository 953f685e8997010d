#!/usr/bin/env bash
# systemd accepts the unit, with the built visiond in the place of the installed one: check_unit.sh VISIOND
set -euo pipefail
if ! command -v systemd-analyze >/dev/null; then
  echo 'systemd-analyze is missing (scripts/deps installs it)'
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s|^ExecStart=visiond |ExecStart=$1 |" systemd/visiond.service >"$folder/visiond.service"
grep -q "^ExecStart=$1 --config /etc/visiond/visiond.json\$" "$folder/visiond.service"
# It warns of unknown keys and values without failing.
warnings=$(systemd-analyze verify --man=no "$folder/visiond.service" 2>&1) || { echo "$warnings"; exit 1; }
[ -z "$warnings" ] || { echo "$warnings"; exit 1; }
