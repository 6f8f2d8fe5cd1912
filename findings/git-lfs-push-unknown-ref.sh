#!/usr/bin/env bash
# `git lfs push` of a branch that does not exist succeeds.
#
# Guess:   a branch that does not exist is an error, as it is for `git push`, and for `git lfs fetch`.
# Happens: `git lfs push` exits with 0, prints nothing and uploads nothing, so a misspelt name looks like a backup.
# Version: git-lfs 3.3.0
# Needs:   Git 2.39.5 and Git LFS 3.3.0 as in Debian 12
# Output seen:
#   | git push origin absent: exit 1
#   | git lfs fetch origin absent: exit 2
#   | git lfs push origin absent: exit 0
#   | objects at the remote: 0
#   | git lfs push origin main: exit 0
#   | objects at the remote: 1
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version=$(git --version)
echo "$version"
[ "$version" = "git version 2.39.5" ] || { echo "needs Git 2.39.5" >&2; exit 2; }
version=$(git lfs version)
echo "$version"
case $version in git-lfs/3.3.0*) ;; *) echo "needs Git LFS 3.3.0" >&2; exit 2 ;; esac
export HOME=$work GIT_CONFIG_NOSYSTEM=1 LC_ALL=C
export GIT_AUTHOR_NAME=probe GIT_AUTHOR_EMAIL=probe@example.org GIT_COMMITTER_NAME=probe GIT_COMMITTER_EMAIL=probe@example.org

git init -q --bare remote.git
git init -q -b main clone
cd clone
git lfs install --local >/dev/null
git lfs track '*.bin' >/dev/null
echo content >a.bin
git add .
git commit -q -m first
git remote add origin "file://$work/remote.git"

attempt() {
  code=0
  "$@" >output.txt 2>&1 || code=$?
  echo "$*: exit $code"
}
objects() {
  echo "objects at the remote: $(find ../remote.git -path '*/lfs/objects/*' -type f | wc -l)"
}
actual=$(
  attempt git push origin absent
  attempt git lfs fetch origin absent
  attempt git lfs push origin absent
  [ ! -s output.txt ]
  objects
  attempt git lfs push origin main
  objects
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
