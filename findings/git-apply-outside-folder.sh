#!/usr/bin/env bash
# Inside a repository `git apply` skips a patch for another folder, prints nothing and exits with 0.
#
# Guess:   a patch that cannot be applied where `git apply` runs is an error, as a file that does not exist is one in
#          the root of a repository and outside of any. A copy of sources in a folder that Git does not track is a plain
#          folder.
# Happens: the paths of a patch are taken from the root of the repository around the folder, and those outside the folder
#          are left out, as the manual says of a subdirectory. The exit code is 0, also with --check, and only --verbose
#          names what was skipped. So an export under build/ stays as it was. `patch`, and `git apply` with
#          GIT_CEILING_DIRECTORIES, change its file.
# Version: git 2.39.5
# Needs:   Git 2.39.5 as in Debian 12, patch
# Output seen:
#   | root of the repository: exit 0, 0 lines of output, file has two
#   | root, the file is missing: exit 1, 1 lines of output, file has nothing
#   | build/export: exit 0, 0 lines of output, file has one
#   | build/export, --check: exit 0, 0 lines of output, file has one
#   | build/export, --verbose: exit 0, 1 lines of output, file has one
#   | build/export, ceiling: exit 0, 0 lines of output, file has two
#   | build/export, patch: exit 0, 0 lines of output, file has two
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work GIT_CONFIG_NOSYSTEM=1

version=$(git --version)
echo "$version"
[ "$version" = "git version 2.39.5" ] || { echo "needs git 2.39.5" >&2; exit 2; }

git init -q repository
mkdir -p repository/src repository/build/export/src
cd repository
echo one >src/file
echo build/ >.gitignore
git add .
echo two >src/file
git diff >../change

try() { # TITLE FOLDER COMMAND...
  local title=$1 folder=$2 code=0
  shift 2
  (cd "$folder" && "$@" <"$work/change" >"$work/log" 2>&1) || code=$?
  echo "$title: exit $code, $(grep -c . "$work/log" || true) lines of output, file has $(cat "$folder/src/file" 2>/dev/null || echo nothing)"
}
actual=$(
  git checkout -q src
  try "root of the repository" . git apply
  rm src/file
  try "root, the file is missing" . git apply
  echo one >build/export/src/file
  try "build/export" build/export git apply
  try "build/export, --check" build/export git apply --check
  try "build/export, --verbose" build/export git apply --verbose
  try "build/export, ceiling" build/export env GIT_CEILING_DIRECTORIES="$PWD/build" git apply
  echo one >build/export/src/file
  try "build/export, patch" build/export patch --strip 1 --silent
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
