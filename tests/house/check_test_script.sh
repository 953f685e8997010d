#!/usr/bin/env bash
# scripts/test counts what ran, names what failed and ends with 1 then; tried on a copy of the scripts, with a cmake and
# a ctest that only answer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder"/{bin,build/{dev,release,asan-ubsan,tsan,fuzz}}
cp -r scripts "$folder"
printf '#!/bin/sh\n' >"$folder/scripts/deps"
# shellcheck disable=SC2016  # the programs expand these, not this script
printf '#!/bin/sh\nexit "$CMAKE_ENDS_WITH"\n' >"$folder/bin/cmake"
# shellcheck disable=SC2016
printf '#!/bin/sh\ncp "$TEST_RESULTS" "$4"\nexit "$CTEST_ENDS_WITH"\n' >"$folder/bin/ctest"
chmod +x "$folder"/bin/*

cat >"$folder/good.xml" <<'XML'
<testsuite name="dev" tests="2" failures="0" disabled="0" skipped="1">
	<testcase name="Planner.refuses_a_cycle" classname="Planner.refuses_a_cycle" time="0.1" status="run">
		<system-out>&lt;testcase name="no test" status="fail"</system-out>
	</testcase>
	<testcase name="House.unit" classname="House.unit" time="0.1" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
		<system-out></system-out>
	</testcase>
</testsuite>
XML
cat >"$folder/bad.xml" <<'XML'
<testsuite name="dev" tests="3" failures="1" disabled="0" skipped="1">
	<testcase name="Planner.refuses_a_cycle" classname="Planner.refuses_a_cycle" time="0.1" status="run">
	</testcase>
	<testcase name="All/Table.reads/&lt;1&gt;" classname="All/Table.reads/&lt;1&gt;" time="0.1" status="fail">
		<failure message=""/>
	</testcase>
	<testcase name="Gone.away" classname="Gone.away" time="0" status="notrun">
		<skipped message="Unable to find executable"/>
	</testcase>
</testsuite>
XML

# expect STATUS END: scripts/test ends with STATUS, and what it says ends with END.
expect() {
  local status=0 said
  said=$(PATH="$folder/bin:$PATH" "$folder/scripts/test" ${3+"$3"} 2>&1) || status=$?
  if [ "$status" -ne "$1" ] || [[ "$said" != *"$2" ]]; then
    printf 'ended with %s, wanted %s; wanted as its end:\n%s\nbut it said:\n%s\n' "$status" "$1" "$2" "$said"
    exit 1
  fi
}

export CMAKE_ENDS_WITH=0 CTEST_ENDS_WITH=0 TEST_RESULTS=$folder/good.xml
expect 0 $'\n4 passed, 0 failed, 4 skipped'
expect 0 $'\n1 passed, 0 failed, 1 skipped' --quick

export CTEST_ENDS_WITH=8 TEST_RESULTS=$folder/bad.xml
expect 1 $'\nFAILED dev: All/Table.reads/<1>\nFAILED dev: Gone.away\n1 passed, 2 failed' --quick

export TEST_RESULTS=/dev/null
expect 1 $'\nFAILED dev: ctest ended with 8\n0 passed, 1 failed' --quick

export CMAKE_ENDS_WITH=1
expect 1 $'\nFAILED fuzz: configuration\n0 passed, 4 failed'
expect 2 'usage: scripts/test [--quick]' --slow
