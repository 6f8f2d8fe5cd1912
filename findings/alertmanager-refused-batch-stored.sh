#!/usr/bin/env bash
# Alertmanager refuses a batch of alerts with 400 and keeps the valid ones.
#
# Guess:   an answer of 400 to POST /api/v2/alerts means that nothing was taken, so that the sender may correct the batch
#          or drop it. The fault of one alert is not one of the others, or else all of them are refused.
# Happens: the valid alerts, before and behind the refused one, are stored and become active. The answer names the
#          fault, not the alert, and nothing in it tells that a part was taken. What was to be dropped stays active until
#          the resolve_timeout.
# Version: Alertmanager 0.25.0 of Debian's prometheus-alertmanager
# Needs:   Debian 12, curl and jq
# Output seen:
#   | one invalid name of a label: 400 "invalid label set: invalid name \"job-id\"", active: First Third
#   | one end before its start: 400 "start time must be before end time", active: First Third
#   | all valid: 200, active: First Second Third
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || stop_server || true; rm -rf "$work"' EXIT
cd "$work"

if server_program=$(command -v prometheus-alertmanager); then
  start=()
else
  apt-get download prometheus-alertmanager=0.25.0-1+b4 >apt.log 2>&1 || { cat apt.log >&2; exit 2; }
  dpkg-deb -x prometheus-alertmanager_*.deb .
  server_program=$work/usr/bin/prometheus-alertmanager
  # The program reads its templates below /usr/share.
  start=(unshare --mount --map-root-user sh -c "mount --bind '$work/usr/share' /usr/share && exec \"\$@\"" sh)
fi
version=$("$server_program" --version 2>&1 | sed -n 's/^alertmanager, version \([^ ]*\).*/\1/p')
echo "Alertmanager $version"
[ "$version" = "0.25.0" ] || { echo "needs Alertmanager 0.25.0" >&2; exit 2; }

printf 'route: {receiver: none}\nreceivers: [{name: none}]\n' >alertmanager.yml

start_server() {
  port=$((20000 + RANDOM % 9000))
  rm -rf data
  ${start[@]+"${start[@]}"} "$server_program" --config.file=alertmanager.yml --storage.path=data \
    --web.listen-address="127.0.0.1:$port" --cluster.listen-address= >server.log 2>&1 &
  server=$!
  for _ in $(seq 60); do
    ! curl -s -f -m 2 "http://127.0.0.1:$port/-/ready" >/dev/null || return 0
    sleep 0.25
  done
  cat server.log >&2
  exit 2
}
stop_server() {
  kill "$server"
  wait "$server" || true
  server=
}

send() { # TITLE BODY
  start_server
  local code active
  code=$(curl -s -m 30 -o answer -w '%{http_code}' -H 'content-type: application/json' --data "$2" \
    "http://127.0.0.1:$port/api/v2/alerts")
  active=$(curl -s -m 30 "http://127.0.0.1:$port/api/v2/alerts" | jq -r 'map(.labels.alertname) | sort | join(" ")')
  echo "$1: $code$(sed 's/^/ /' answer), active: ${active:-none}"
  stop_server
}
first='{"labels": {"alertname": "First"}}'
third='{"labels": {"alertname": "Third"}}'
actual=$(
  trap '[ -z "$server" ] || stop_server || true' EXIT
  send "one invalid name of a label" "[$first, {\"labels\": {\"alertname\": \"Second\", \"job-id\": \"7\"}}, $third]"
  send "one end before its start" "[$first, {\"labels\": {\"alertname\": \"Second\"}, \"startsAt\": \"2026-01-02T00:00:00Z\",
    \"endsAt\": \"2026-01-01T00:00:00Z\"}, $third]"
  send "all valid" "[$first, {\"labels\": {\"alertname\": \"Second\"}}, $third]"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
