#!/usr/bin/env bash
# A program that has ended well exits with 1 where Java cannot write the class archive that -XX:ArchiveClassesAtExit names.
#
# Guess:   the archive is an optimization: where its folder is missing, Java warns, and the exit code is the program's.
# Happens: the program runs to its end and prints its result. Then Java reports an error of its initialization, and exits
#          with 1. A script that starts a program with this option takes a success for a failure.
# Version: OpenJDK 17 on Linux
# Needs:   a JDK 17
# Output seen:
#   | folder there: done, exit 0
#   | folder missing: done, exit 1
#   | Error occurred during initialization of VM
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version=$(java -version 2>&1 | head -1)
echo "$version"
case $version in *'"17.'*) ;; *) echo "needs a JDK 17" >&2; exit 2 ;; esac
cat >Probe.java <<'JAVA'
public class Probe {
  public static void main(String[] args) {
    System.out.println("done");
  }
}
JAVA
javac Probe.java
jar --create --file probe.jar Probe.class

archive() {
  local status=0
  java -XX:ArchiveClassesAtExit="$2/probe.jsa" -cp probe.jar Probe >out.txt 2>errors.txt || status=$?
  echo "$1: $(head -1 out.txt), exit $status"
}
mkdir there
actual=$(
  archive 'folder there' there
  archive 'folder missing' missing
  grep -ohE 'Error occurred during initialization of VM' out.txt errors.txt
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
