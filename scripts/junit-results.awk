# From ctest's JUnit file to a line a test: passed, failed or skipped, a tab, the test's name. A test whose program is
# missing stands there as "skipped" too; it counts as failed.
/^\t<testcase / {
  print_result()
  name = $0
  sub(/^\t<testcase name="/, "", name)
  sub(/" classname=".*/, "", name)
  gsub(/&lt;/, "<", name)
  gsub(/&gt;/, ">", name)
  gsub(/&apos;/, "'", name)
  gsub(/&quot;/, "\"", name)
  gsub(/&amp;/, "\\&", name)
  result = /status="run"/ ? "passed" : /status="disabled"/ ? "skipped" : "failed"
}
/^\t\t<skipped message="SKIP_/ { result = "skipped" }
END { print_result() }

function print_result() {
  if (name != "") print result "\t" name
}
