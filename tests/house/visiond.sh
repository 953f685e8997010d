# Starting and ending visiond in the checks that need a running one; sourced, not run.
# shellcheck shell=bash

folder=$(mktemp -d)
visiond_pid=
trap '[ -z "$visiond_pid" ] || kill -KILL "$visiond_pid" 2>/dev/null; rm -rf "$folder"' EXIT

fail() {
  printf '%s\n' "$*"
  exit 1
}

# start COMMAND…: returns when visiond is ready; its line about that is in $ready, what else it says in $folder/said.
start() {
  mkfifo "$folder/ready"
  "$@" >"$folder/ready" 2>"$folder/said" &
  visiond_pid=$!
  # shellcheck disable=SC2034  # for those who source this
  read -r ready <"$folder/ready" || fail "did not start: $* said:" "$(cat "$folder/said")"
  rm "$folder/ready"
}

# As Ctrl-C does; visiond has to end with 0.
stop() {
  local status=0
  kill -INT "$visiond_pid"
  wait "$visiond_pid" || status=$?
  visiond_pid=
  [ "$status" -eq 0 ] || fail "visiond ended with $status; it said:" "$(cat "$folder/said")"
}
