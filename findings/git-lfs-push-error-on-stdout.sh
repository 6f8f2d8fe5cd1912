#!/usr/bin/env bash
# `git lfs push` reports a failed push on standard output.
#
# Guess:   the reason of a failure is on standard error, as it is for Git, so a caller keeps that stream for its
#          message.
# Happens: with a missing object the exit code is 2, standard error is empty, and the reason is on standard output.
# Version: git-lfs 3.3.0
# Needs:   Git 2.39.5 and Git LFS 3.3.0 as in Debian 12
# Output seen:
#   | exit 2
#   | standard error: 0 lines
#   | standard output: Git LFS upload failed:
#   | standard output:   (missing) a.bin (434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53)
#   | standard output: hint: Your push was rejected due to missing or corrupt local objects.
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

rm -r .git/lfs/objects
rm a.bin
actual=$(
  code=0
  git lfs push origin main >output.txt 2>errors.txt || code=$?
  echo "exit $code"
  echo "standard error: $(wc -l <errors.txt) lines"
  head -3 output.txt | sed 's/^/standard output: /'
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
