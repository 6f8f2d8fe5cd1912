#!/usr/bin/env bash
# -DskipTests no longer skips the integration tests of Failsafe.
#
# Guess:   -DskipTests skips the tests of Surefire and of Failsafe, as it did for years; -DskipITs skips those of
#          Failsafe alone. An update from 3.5 to 3.6 does not change what a script's options mean.
# Happens: since 3.6.1 Failsafe is not bound to skipTests, so that `mvn -DskipTests deploy` runs the integration tests.
#          skipITs and maven.test.skip skip them still.
# Version: maven-failsafe-plugin 3.5.4 and 3.6.1 with JUnit 6.1.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | 3.5.4 -DskipTests: ran nothing
#   | 3.6.1 -DskipTests: ran ProbeIT
#   | 3.6.1 -DskipITs: ran ProbeTest
#   | 3.6.1 -DskipTests -DskipITs: ran nothing
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>6.1.3</version><scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
      <plugin><artifactId>maven-surefire-plugin</artifactId><version>${probed}</version></plugin>
      <plugin>
        <artifactId>maven-failsafe-plugin</artifactId><version>${probed}</version>
        <executions><execution><goals><goal>integration-test</goal><goal>verify</goal></goals></execution></executions>
      </plugin>
    </plugins>
  </build>
</project>
XML

mkdir -p src/test/java
for name in ProbeTest ProbeIT; do
  printf 'import org.junit.jupiter.api.Test;\n\nclass %s {\n  @Test\n  void passes() {}\n}\n' "$name" >"src/test/java/$name.java"
done

probe() {
  local version=$1
  shift
  mvn --batch-mode "-Dprobed=$version" "$@" clean verify >log 2>&1 || { cat log >&2; exit 2; }
  local ran
  ran=$(sed -n 's/.* -- in \(Probe[A-Za-z]*\)$/\1/p' log | sort | paste -sd ' ')
  echo "$version $*: ran ${ran:-nothing}"
}

actual=$(
  probe 3.5.4 -DskipTests
  probe 3.6.1 -DskipTests
  probe 3.6.1 -DskipITs
  probe 3.6.1 -DskipTests -DskipITs
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
