#!/usr/bin/env bash
# Without the network the CycloneDX plugin writes no bill of materials, and the build succeeds.
#
# Guess:   all that the plugin needs is in the local repository after one build, so that a build with -o writes the same
#          bill. If it cannot, the build fails, as -o fails for a missing artifact.
# Happens: makeBom requires the network. Bound to a phase, it is skipped offline with one line of warning, which -q hides,
#          and the build ends with 0. Called by its name, it fails. A release built offline has no bill of materials.
# Version: cyclonedx-maven-plugin 2.9.3 with Maven 3.8.7
# Needs:   Maven 3.8 or newer and a JDK 17 or newer
# Output seen:
#   | package: exit 0, target/bom.json written
#   | package, offline: exit 0, target/bom.json missing
#   | package, offline, -q: exit 0, 0 lines of output
#   | makeBom, offline: exit 1, target/bom.json missing
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn --version | sed -n 1p
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version><packaging>pom</packaging>
  <build>
    <plugins>
      <plugin>
        <groupId>org.cyclonedx</groupId><artifactId>cyclonedx-maven-plugin</artifactId><version>2.9.3</version>
        <executions><execution><phase>package</phase><goals><goal>makeBom</goal></goals></execution></executions>
      </plugin>
    </plugins>
  </build>
</project>
XML

bom() {
  rm -rf target
  local code=0
  mvn --batch-mode "$@" >log 2>&1 || code=$?
  echo "exit $code"
}
written() { if [ -s target/bom.json ]; then echo written; else echo missing; fi; }

actual=$(
  echo "package: $(bom package), target/bom.json $(written)"
  echo "package, offline: $(bom -o package), target/bom.json $(written)"
  echo "package, offline, -q: $(bom -o -q package), $(sed 's/\x1b\[[0-9;]*m//g' log | grep -c . || true) lines of output"
  echo "makeBom, offline: $(bom -o org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom), target/bom.json $(written)"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
