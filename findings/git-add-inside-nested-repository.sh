#!/usr/bin/env bash
# Git adds the files of a nested repository once the index knows one of them.
#
# Guess:   a folder with a .git of its own is a gitlink for `git add --all`, whatever the index holds; its files stay
#          out of the outer repository.
# Happens: it is a gitlink only while no path below it is in the index. After `git update-index --add` of one file in
#          it, which succeeds, `git add --all` descends and adds the other files.
# Version: git 2.39.5
# Needs:   Git 2.39.5 as in Debian 12
# Output seen:
#   | add --all:
#   | 160000 app
#   | update-index --add app/one.txt:
#   | 100644 app/one.txt
#   | add --all:
#   | 100644 app/one.txt
#   | 100644 app/two.txt
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
git init -q app
touch app/one.txt app/two.txt
git -C app add .
git -C app commit -q -m first

list() {
  git ls-files --stage | sed -E 's/^([0-9]+) .*\t/\1 /'
}
actual=$(
  echo 'add --all:'
  git add --all 2>/dev/null
  list
  git update-index --force-remove app
  echo 'update-index --add app/one.txt:'
  git update-index --add app/one.txt
  list
  echo 'add --all:'
  git add --all 2>/dev/null
  list
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
