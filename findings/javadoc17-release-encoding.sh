#!/usr/bin/env bash
# With --release and --patch-module, javadoc of JDK 17 reads the sources in the charset of the machine.
#
# Guess:   -encoding UTF-8 says how the sources are read.
# Happens: with --patch-module and --release together the option is ignored, as maven-javadoc-plugin calls it for a jar with
#          an Automatic-Module-Name. In the POSIX locale each byte of "…" becomes a replacement character. With -quiet and
#          -Xdoclint:none nothing fails. -J-Dfile.encoding=UTF-8 helps.
# Version: OpenJDK 17 on Linux
# Needs:   a JDK 17
# Output seen:
#   | --patch-module: right
#   | --patch-module --release 17: wrong
#   | --patch-module --release 17 -J-Dfile.encoding=UTF-8: right
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version=$(java -version 2>&1 | head -1)
echo "$version"
case $version in *'"17.'*) ;; *) echo "needs a JDK 17" >&2; exit 2 ;; esac
mkdir -p src/p classes
printf 'package p;\n/** First, second \xe2\x80\xa6 last. */\npublic class Probe {}\n' >src/p/Probe.java
javac -encoding UTF-8 -d classes src/p/Probe.java
printf 'Automatic-Module-Name: probe\n' >manifest
jar cfm probe.jar manifest -C classes .

probe() {
  rm -rf pages
  LC_ALL=C javadoc "$@" --add-modules ALL-MODULE-PATH --module-path probe.jar --patch-module probe=src \
    -encoding UTF-8 -docencoding UTF-8 -quiet -d pages p >log 2>&1 || true
  if LC_ALL=C grep -rq $'second \xe2\x80\xa6 last' pages; then echo right; else echo wrong; fi
}

actual=$(
  echo "--patch-module: $(probe)"
  echo "--patch-module --release 17: $(probe --release 17)"
  echo "--patch-module --release 17 -J-Dfile.encoding=UTF-8: $(probe --release 17 -J-Dfile.encoding=UTF-8)"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
