#!/usr/bin/env bash
# `git config --file` fails because of the repository that it happens to be run in.
#
# Guess:   `git config --file FILE` reads and writes FILE and nothing else, so it works anywhere, and `git config
#          --unset core.worktree` repairs a wrong core.worktree.
# Happens: inside a repository whose core.worktree points into a folder that does not exist each of these commands
#          dies before it reads its file, also with --global, so Git cannot repair that setting from within. From
#          another folder it can.
# Version: git 2.39.5
# Needs:   Git 2.39.5 as in Debian 12
# Output seen:
#   | --file other.cfg probe.key: exit 128 fatal: Invalid path '/absent': No such file or directory
#   | --global probe.key: exit 128 fatal: Invalid path '/absent': No such file or directory
#   | --unset core.worktree: exit 128 fatal: Invalid path '/absent': No such file or directory
#   | from another folder: exit 0
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

git init -q repository
git config --file other.cfg probe.key value
git config --global probe.key value
git -C repository config core.worktree /absent/folder
[ ! -e /absent ]

config() {
  code=0
  message=$(git -C repository config "$@" 2>&1) || code=$?
  echo "${*/..\//}: exit $code $message"
}
actual=$(
  config --file ../other.cfg probe.key
  config --global probe.key
  config --unset core.worktree
  git config --file repository/.git/config --unset core.worktree
  echo "from another folder: exit $?"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
