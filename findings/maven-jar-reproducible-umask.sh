#!/usr/bin/env bash
# A jar that Maven builds with a fixed timestamp still depends on the umask of who builds it.
#
# Guess:   project.build.outputTimestamp makes the bytes of a jar a function of its sources.
# Happens: entries carry the permissions of the files that were packed, so that a build with umask 077 differs from one
#          with umask 022 in each entry that was written by the build.
# Version: maven-jar-plugin 3.5.0, maven-resources-plugin 3.3.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | twice with umask 022: same bytes
#   | umask 022 and 077: other bytes
#   | file.txt: -rw-r--r-- and -rw-------
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

project() {
  mkdir -p "$1/src/main/resources"
  echo text >"$1/src/main/resources/file.txt"
  cat >"$1/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
  </properties>
</project>
XML
}
build() {
  (
    umask "$2"
    project "$1"
    cd "$1"
    mvn -q -B org.apache.maven.plugins:maven-resources-plugin:3.3.1:resources \
      org.apache.maven.plugins:maven-jar-plugin:3.5.0:jar >maven.log 2>&1 || { cat maven.log >&2; exit 2; }
  )
}
compare() {
  if cmp -s "$2/target/probe-1.jar" "$3/target/probe-1.jar"; then echo "$1: same bytes"; else echo "$1: other bytes"; fi
}
mode() {
  unzip -Z "$1/target/probe-1.jar" file.txt | cut -d ' ' -f 1
}
build first 022
build second 022
build third 077
actual=$(
  compare 'twice with umask 022' first second
  compare 'umask 022 and 077' first third
  echo "file.txt: $(mode first) and $(mode third)"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
