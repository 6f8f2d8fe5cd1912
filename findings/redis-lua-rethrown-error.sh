#!/usr/bin/env bash
# A Redis script that catches an error of a command and raises it again answers with two error codes.
#
# Guess:   pcall gives the error that redis.call raised, and error() of the same value answers what the command
#          alone would.
# Happens: pcall gives a string that begins with the code, and raising it puts a second code, ERR, before it, so that a
#          client no longer recognizes WRONGTYPE. redis.pcall gives a table with the code; returning that keeps it.
#          On success redis.pcall gives the plain value: for ZADD a number, which has no field err to ask for.
# Version: redis-server 7.0.15
# Needs:   Redis 7.0.15 as in Debian 12
# Output seen:
#   | redis.call: WRONGTYPE
#   | pcall and error: ERR WRONGTYPE
#   | pcall and a table: WRONGTYPE
#   | redis.pcall of a success: number
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; wait || true; rm -rf "$work"' EXIT
cd "$work"

version=$(redis-server --version | grep -o 'v=[0-9.]*')
echo "redis-server $version"
[ "$version" = "v=7.0.15" ] || { echo "needs redis-server 7.0.15" >&2; exit 2; }
port=$((20000 + RANDOM % 9000))
redis-server --bind 127.0.0.1 --port "$port" --save '' --dir "$work" >server.log 2>&1 &
server=$!
for _ in $(seq 100); do
  ! grep -q 'Ready to accept connections' server.log || break
  sleep 0.1
done

redis-cli -p "$port" set text value >/dev/null
codes() {
  printf '%s: ' "$1"
  redis-cli -p "$port" --no-raw eval "$2" 1 text 2>&1 | sed -E -e 's/^\(error\) //' -e 's/^"(.*)"$/\1/' |
    grep -oE '^(ERR )?(WRONGTYPE|number)'
}
actual=$(
  codes 'redis.call' "return redis.call('ZADD', KEYS[1], 1, 'm')"
  codes 'pcall and error' "local ok, e = pcall(redis.call, 'ZADD', KEYS[1], 1, 'm') error(e, 0)"
  codes 'pcall and a table' "local ok, e = pcall(redis.call, 'ZADD', KEYS[1], 1, 'm') return {err = e}"
  codes 'redis.pcall of a success' "return type(redis.pcall('ZADD', 'members', 1, 'm'))"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
