#!/usr/bin/env bash
# A rule test of promtool passes for an alert that no rule defines.
#
# Guess:   a test that names an alert checks the rule of that name; where no rule has it, or where the pattern of
#          rule_files matches no file, the test fails.
# Happens: an alert that nobody defines never fires, which is what a test without exp_alerts asks for. A test that an
#          alert stays quiet goes on passing after the alert was renamed, and without any rule. With expected labels
#          the same name fails.
# Version: promtool 2.42.0 of Debian's prometheus
# Needs:   promtool 2.42.0 as in Debian 12
# Output seen:
#   | QueueIsLong, quiet: exit 1
#   | QueueIsLong, fires: exit 0
#   | QueueIsLonger, quiet: exit 0
#   | QueueIsLonger, fires: exit 1
#   | QueueIsLong, quiet, no rule file: exit 0
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

promtool=$(command -v promtool) || {
  apt-get download prometheus=2.42.0+ds-5+deb12u1 >apt.log 2>&1 || { cat apt.log >&2; exit 2; }
  dpkg-deb -x prometheus_*.deb .
  promtool=$work/usr/bin/promtool
}
version=$("$promtool" --version 2>&1 | sed -n 's/^promtool, version \([^ ]*\).*/\1/p')
echo "promtool $version"
[[ $version == 2.42.0* ]] || { echo "needs promtool 2.42.0" >&2; exit 2; }

cat >rules.yml <<'YAML'
groups:
  - name: queue
    rules:
      - alert: QueueIsLong
        expr: queue > 10
YAML

fires='[{exp_labels: {fleet: a}}]'
test_of() { # TITLE FILES ALERT EXPECTED
  cat >test.yml <<YAML
rule_files: ['$2']
tests:
  - input_series: [{series: 'queue{fleet="a"}', values: '20x10'}]
    alert_rule_test: [{eval_time: 5m, alertname: $3, exp_alerts: $4}]
YAML
  local code=0
  "$promtool" test rules test.yml >log 2>&1 || code=$?
  echo "$1: exit $code"
}
actual=$(
  test_of "QueueIsLong, quiet" rules.yml QueueIsLong '[]'
  test_of "QueueIsLong, fires" rules.yml QueueIsLong "$fires"
  test_of "QueueIsLonger, quiet" rules.yml QueueIsLonger '[]'
  test_of "QueueIsLonger, fires" rules.yml QueueIsLonger "$fires"
  test_of "QueueIsLong, quiet, no rule file" 'rule-*.yml' QueueIsLong '[]'
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
