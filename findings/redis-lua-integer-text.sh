#!/usr/bin/env bash
# A Redis script stores an integer exactly and writes the same integer as text with 14 digits.
#
# Guess:   a Lua number up to 2^53 is exact in Redis, so a time in microseconds survives wherever a script puts it.
# Happens: as an argument or as the reply it is exact; through tostring, `..`, cjson or cmsgpack joined to text it
#          loses its last digits, without an error.
# Version: redis-server 7.0.15
# Needs:   Redis 7.0.15 as in Debian 12
# Output seen:
#   | reply 1767225600123456
#   | SET 1767225600123456
#   | SET of tostring 1.7672256001235e+15
#   | cjson {"at":1.7672256001235e+15}
#   | score of tostring 1767225600123500
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
  printf '%s ' "$1"
  redis-cli -p "$port" eval "local at = 1767225600123456 $2" 1 key
}
actual=$(
  run 'reply' "return at"
  run 'SET' "redis.call('SET', KEYS[1], at) return redis.call('GET', KEYS[1])"
  run 'SET of tostring' "redis.call('SET', KEYS[1], tostring(at)) return redis.call('GET', KEYS[1])"
  run 'cjson' "return cjson.encode({at = at})"
  run 'score of tostring' "redis.call('DEL', KEYS[1]) redis.call('ZADD', KEYS[1], tostring(at), 'm') return redis.call('ZSCORE', KEYS[1], 'm')"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
