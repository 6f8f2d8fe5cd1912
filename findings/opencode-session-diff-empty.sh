#!/usr/bin/env bash
# The diff of an OpenCode session is empty unless a message is named.
#
# Guess:   `GET /session/{id}/diff` gives what the session changed; messageID, which is optional, narrows it to one
#          turn.
# Happens: without messageID the answer is always an empty list, also when the diff of the only message has a file.
# Version: opencode-ai 1.18.33
# Needs:   npm, Node 18 or newer, curl and jq; the package takes 350 MB while it runs
# Output seen:
#   | diff of the only message: new.txt
#   | diff of the session: []
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
model=
trap '[ -z "$server" ] || stop_server || true; [ -z "$model" ] || kill "$model" || true; rm -rf "$work"' EXIT
cd "$work"

npm install --silent --no-fund --no-audit --prefix "$work" opencode-ai@1.18.33 >npm.log 2>&1 || { cat npm.log >&2; exit 2; }
opencode=$work/node_modules/.bin/opencode
mkdir home project

# A model that writes one file and keeps the requests.
cat >model.js <<'JS'
const fs = require('fs');
require('http').createServer((request, response) => {
  let body = '';
  request.on('data', data => (body += data));
  request.on('end', () => {
    fs.appendFileSync('requests.log', body + '\n');
    const chunk = (delta, finish) =>
      response.write('data: ' + JSON.stringify({
        id: 'c', object: 'chat.completion.chunk', created: 1, model: 'alpha',
        choices: [{index: 0, delta, finish_reason: finish}],
      }) + '\n\n');
    response.writeHead(200, {'content-type': 'text/event-stream'});
    if (JSON.parse(body).messages.at(-1).role === 'tool') {
      chunk({role: 'assistant', content: 'done'}, null);
      chunk({}, 'stop');
    } else {
      const write = {name: 'write', arguments: JSON.stringify({filePath: 'new.txt', content: 'text'})};
      chunk({role: 'assistant', tool_calls: [{index: 0, id: 'call_1', type: 'function', function: write}]}, null);
      chunk({}, 'tool_calls');
    }
    response.end('data: [DONE]\n\n');
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
JS
touch requests.log
model_port=$((20000 + RANDOM % 4000))
node model.js "$model_port" &
model=$!

cat >home/opencode.json <<JSON
{"autoupdate": false, "share": "disabled", "model": "stub/alpha", "small_model": "stub/alpha", "enabled_providers": ["stub"],
 "provider": {"stub": {"npm": "@ai-sdk/openai-compatible", "name": "Stub", "models": {"alpha": {"name": "alpha"}},
   "options": {"baseURL": "http://127.0.0.1:$model_port/v1", "apiKey": "none"}}}}
JSON

start_server() {
  port=$((25000 + RANDOM % 4000))
  (cd project && exec env HOME="$work/home" OPENCODE_CONFIG="$work/home/opencode.json" OPENCODE_DISABLE_AUTOUPDATE=1 \
    OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1 OPENCODE_DISABLE_DEFAULT_PLUGINS=1 \
    setsid "$opencode" serve --port "$port" --hostname 127.0.0.1) >>server.log 2>&1 &
  server=$!
  for _ in $(seq 60); do
    ! curl -s -f -m 2 "http://127.0.0.1:$port/global/health" >/dev/null || return 0
    sleep 0.5
  done
  cat server.log >&2
  exit 2
}

stop_server() {
  kill -9 -- "-$server" 2>/dev/null || kill -9 "$server"
  wait "$server" 2>/dev/null || true
  server=
}

call() { # METHOD PATH [BODY] [CURL ARGUMENT...]
  local method=$1 path=$2 body=${3:-}
  shift $(($# < 3 ? $# : 3))
  curl -s -m 120 -X "$method" "http://127.0.0.1:$port$path" -H 'content-type: application/json' ${body:+-d "$body"} "$@"
}

git init -q project
git -C project -c user.name=probe -c user.email=probe@example.org commit -q --allow-empty -m first
start_server
id=$(call POST /session '{"title": "probe"}' | jq -r .id)
call POST "/session/$id/message" '{"parts": [{"type": "text", "text": "hello"}]}' >/dev/null
message=$(call GET "/session/$id/message" | jq -r '.[0].info.id')
for _ in $(seq 40); do
  of_message=$(call GET "/session/$id/diff?messageID=$message" | jq -r 'map(.file) | join(" ")')
  [ -z "$of_message" ] || break
  sleep 0.25
done
actual=$(
  echo "diff of the only message: $of_message"
  echo "diff of the session: $(call GET "/session/$id/diff" | jq -c .)"
)
stop_server

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
