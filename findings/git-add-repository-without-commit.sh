#!/usr/bin/env bash
# An empty repository in a folder keeps `git add --all` from adding anything.
#
# Guess:   a nested repository without a commit cannot become a gitlink and is skipped, as an empty folder is, or
#          reported after the rest was added.
# Happens: the command fails and the index stays as it was. With --ignore-errors it fails as well, with another exit
#          code, but the other files are in the index.
# Version: git 2.39.5
# Needs:   Git 2.39.5 as in Debian 12
# Output seen:
#   | add --all: exit 128, index: (empty)
#   | add --all --ignore-errors: exit 1, index: one.txt two.txt
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version=$(git --version)
echo "$version"
[ "$version" = "git version 2.39.5" ] || { echo "needs Git 2.39.5" >&2; exit 2; }
export HOME=$work GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
export GIT_AUTHOR_NAME=probe GIT_AUTHOR_EMAIL=probe@example.org GIT_COMMITTER_NAME=probe GIT_COMMITTER_EMAIL=probe@example.org

git init -q outer
cd outer
touch one.txt two.txt
git init -q nested

add() {
  code=0
  git add "$@" 2>/dev/null || code=$?
  files=$(git ls-files | paste -sd ' ')
  echo "add $*: exit $code, index: ${files:-(empty)}"
}
actual=$(
  add --all
  add --all --ignore-errors
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
