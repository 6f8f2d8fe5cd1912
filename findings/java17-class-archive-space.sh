#!/usr/bin/env bash
# Java 17 uses no class of an archive whose program lies in a folder with a space in its name, and reports nothing.
#
# Guess:   a class archive that was made for a jar is used for that jar, wherever it lies.
# Happens: with a space in the path the archive is accepted, and still each class of the program is read from the jar.
# Version: OpenJDK 17 on Linux
# Needs:   a JDK 17
# Output seen:
#   | folder plain: Probe from the archive
#   | folder with a space: Probe from the jar
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

source_of() {
  mkdir "$1"
  jar --create --file "$1/probe.jar" Probe.class
  java -XX:ArchiveClassesAtExit="$1.jsa" -cp "$1/probe.jar" Probe >/dev/null 2>&1
  java -XX:SharedArchiveFile="$1.jsa" -Xlog:class+load -cp "$1/probe.jar" Probe |
    grep -E '\] Probe source' | grep -q 'shared objects file' && echo "folder $1: Probe from the archive" ||
    echo "folder $1: Probe from the jar"
}
actual=$(
  source_of 'plain'
  source_of 'with a space'
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
