#!/usr/bin/env bash
# scripts/run starts visiond as README.md says, ends cleanly on Ctrl-C, and comes up with the last settings again.
set -euo pipefail
. tests/house/visiond.sh

footage=$folder/footage.avi # in the place of the sample: whether that is installed is no matter of this test
run() { start scripts/run --state-dir "$folder/state" --listen "unix:$folder/visiond.sock" "$@"; }
get() { build/release/bin/visionctl --address "unix:$folder/visiond.sock" get "$1" -o json; }
expect() { [ "$2" = "$3" ] || fail "$1 is $2, wanted $3; scripts/run said:" "$(cat "$folder/said")"; }

run --footage "$footage"
grep -q "there is no file $footage; the synthetic camera takes its place" "$folder/said" ||
  fail 'scripts/run did not say that the footage is missing:' "$(cat "$folder/said")"
expect camera.source "$(get camera.source)" '"synthetic:"'
# The command it prints, word for word.
printed=$(grep -oE "visionctl --address .* status" "$folder/said")
(cd build/release/bin && eval "./$printed" >/dev/null) || fail "does not work as printed: $printed"
build/release/bin/visionctl --address "unix:$folder/visiond.sock" set detection.confidence=0.25 >/dev/null
stop

touch "$footage"
run --footage "$footage"
expect detection.confidence "$(get detection.confidence)" 0.25
expect camera.source "$(get camera.source)" '"synthetic:"'
stop

rm -r "$folder/state"
run --footage "$footage"
expect camera.source "$(get camera.source)" "\"file:$footage\""
expect detection.backend "$(get detection.backend)" '"hog"'
stop
