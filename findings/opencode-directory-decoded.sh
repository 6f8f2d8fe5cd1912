#!/usr/bin/env bash
# OpenCode runs a session in another folder than it says, when the name has a percent sign.
#
# Guess:   the header x-opencode-directory with an encoded path names one folder for the session and for its messages.
# Happens: the session answers with the folder that was named, and its messages run in another one: the name is
#          decoded a second time, so that `p%41q` becomes `pAq`, also for a later message without the header.
# Version: opencode-ai 1.18.33
# Needs:   npm, Node 18 or newer, curl and jq; the package takes 350 MB while it runs
# Output seen:
#   | session: p%41q
#   | cwd of a message with the header: pAq
#   | cwd of a message without it: pAq
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

# A model that always answers "done" and keeps the requests.
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
    chunk({role: 'assistant', content: 'done'}, null);
    chunk({}, 'stop');
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

mkdir 'project/p%41q' project/pAq
start_server
encoded=$work/project/p%2541q
id=$(call POST /session '{"title": "probe"}' -H "x-opencode-directory: $encoded" | tee s.json | jq -r .id)
actual=$(
  echo "session: $(jq -r .directory s.json | sed 's|.*/||')"
  call POST "/session/$id/message" '{"parts": [{"type": "text", "text": "hello"}]}' -H "x-opencode-directory: $encoded" |
    jq -r '"cwd of a message with the header: " + (.info.path.cwd | sub(".*/"; ""))'
  call POST "/session/$id/message" '{"parts": [{"type": "text", "text": "hello"}]}' |
    jq -r '"cwd of a message without it: " + (.info.path.cwd | sub(".*/"; ""))'
)
stop_server

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
