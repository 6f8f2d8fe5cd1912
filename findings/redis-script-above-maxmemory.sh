#!/usr/bin/env bash
# Whether a Redis script may write above maxmemory depends on its first command, and on whether that changes anything.
#
# Guess:   above maxmemory each command of a script that may need memory is refused, or none is once the script has
#          written something.
# Happens: a `DEL` of a key that does not exist opens the door for all later writes of the script, although nothing
#          was deleted. `PUBLISH` or a read as the first command does not.
# Version: redis-server 7.0.15
# Needs:   Redis 7.0.15 as in Debian 12
# Output seen:
#   | SET alone: OOM command not allowed when used memory > 'maxmemory'.
#   | DEL of an absent key, then SET: OK
#   | PUBLISH, then SET: OOM command not allowed when used memory > 'maxmemory'.
#   | GET, then SET: OOM command not allowed when used memory > 'maxmemory'.
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

run() {
  printf '%s: ' "$1"
  redis-cli -p "$port" eval "$2 return redis.call('SET', KEYS[1], 'value')" 1 key | sed -e "/^$/d" -e "s/'maxmemory'\..*/'maxmemory'./"
}
redis-cli -p "$port" config set maxmemory 1 >/dev/null
actual=$(
  run 'SET alone' ''
  run 'DEL of an absent key, then SET' "redis.call('DEL', 'absent')"
  run 'PUBLISH, then SET' "redis.call('PUBLISH', 'channel', 'message')"
  run 'GET, then SET' "redis.call('GET', 'absent')"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
