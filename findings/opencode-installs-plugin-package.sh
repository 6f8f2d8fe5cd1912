#!/usr/bin/env bash
# OpenCode asks the npm registry for a package at its start, and waits for it before its first answer if it has a plugin.
#
# Guess:   a server whose configuration names no package of npm starts without the registry; a plugin that is one local
#          file without imports needs no package either.
# Happens: for each configuration folder that has no node_modules, OpenCode installs its own package for plugins. Without
#          a plugin this runs in the background. With one, every call but the health check waits until the registry has
#          answered, however small the plugin is. A node_modules folder beside a package.json and a package-lock.json
#          that name the package prevents both.
# Version: opencode-ai 1.18.33
# Needs:   npm, Node 18 or newer, curl; the package takes 350 MB while it runs
# Output seen:
#   | no plugin: answers before the registry; registry asked for /@opencode-ai%2fplugin
#   | a local plugin: answers after the registry; registry asked for /@opencode-ai%2fplugin
#   | a local plugin, package named: answers before the registry; registry asked for nothing
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
registry=
trap '[ -z "$server" ] || stop_server || true; [ -z "$registry" ] || kill "$registry" || true; rm -rf "$work"' EXIT
cd "$work"

npm install --silent --no-fund --no-audit --prefix "$work" opencode-ai@1.18.33 >npm.log 2>&1 || { cat npm.log >&2; exit 2; }
opencode=$work/node_modules/.bin/opencode

# A registry that knows no package, and takes eight seconds to say so.
cat >registry.js <<'JS'
const fs = require('fs');
require('http').createServer((request, response) => {
  fs.appendFileSync('asked.log', request.url + '\n');
  setTimeout(() => { response.writeHead(404); response.end('{}'); }, 8000);
}).listen(Number(process.argv[2]), '127.0.0.1');
JS
registry_port=$((20000 + RANDOM % 4000))
node registry.js "$registry_port" &
registry=$!
echo 'export const Empty = async () => ({});' >plugin.js

stop_server() {
  kill -9 -- "-$server" 2>/dev/null || kill -9 "$server"
  wait "$server" 2>/dev/null || true
  server=
}

start_server() { # CONFIGURATION
  port=$((25000 + RANDOM % 4000))
  echo "$1" >opencode.json
  (exec env HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" OPENCODE_CONFIG="$work/opencode.json" \
    npm_config_registry="http://127.0.0.1:$registry_port/" OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 \
    OPENCODE_DISABLE_LSP_DOWNLOAD=1 OPENCODE_DISABLE_DEFAULT_PLUGINS=1 \
    setsid "$opencode" serve --port "$port" --hostname 127.0.0.1) >server.log 2>&1 &
  server=$!
  for _ in $(seq 120); do
    ! grep -q listening server.log || return 0
    sleep 0.25
  done
  cat server.log >&2
  exit 2
}

probe() { # NAME CONFIGURATION [PREPARE]
  rm -rf home && mkdir -p home/config/opencode && : >asked.log
  printf 'registry=http://127.0.0.1:%s/\nfetch-retries=0\n' "$registry_port" >home/config/opencode/.npmrc
  ! [ $# = 3 ] || "$3"
  start_server "$2"
  local begun=$SECONDS when=after
  curl -s -f -m 120 "http://127.0.0.1:$port/config" >/dev/null
  [ $((SECONDS - begun)) -ge 6 ] || when=before
  for _ in $(seq 20); do
    [ ! -s asked.log ] || break
    sleep 0.25
  done
  local asked
  asked=$(sort -u asked.log | paste -sd ' ')
  echo "$1: answers $when the registry; registry asked for ${asked:-nothing}"
  stop_server
}

named() {
  mkdir home/config/opencode/node_modules
  echo '{"dependencies": {"@opencode-ai/plugin": "*"}}' >home/config/opencode/package.json
  echo '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"@opencode-ai/plugin": "*"}}}}' \
    >home/config/opencode/package-lock.json
}

plugin="{\"plugin\": [\"file://$work/plugin.js\"]}"
probe 'no plugin' '{}' >actual
probe 'a local plugin' "$plugin" >>actual
probe 'a local plugin, package named' "$plugin" named >>actual
actual=$(cat actual)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
