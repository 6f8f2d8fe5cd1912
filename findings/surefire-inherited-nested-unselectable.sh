#!/usr/bin/env bash
# Surefire passes with no test where -Dtest names one as its report does, for a @Nested class of a base class.
#
# Guess:   a test is selected by class and method: by the class that is run, `SubTest$Inner`, or by the name in the
#          report, `Base$Inner#inner`. A selection that matches nothing fails the build, as failIfNoSpecifiedTests,
#          which is true, says.
# Happens: the report calls the inherited class Base$Inner, and a selection by this name alone runs nothing and passes,
#          as does SubTest#inner or a name that no method has. SubTest$Inner runs nothing and fails. It runs only with
#          Base$Inner next to a selection for SubTest, which may match no method.
# Version: maven-surefire-plugin 3.6.1 with JUnit 6.1.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | SubTest: passed, ran x.Base$Inner#inner x.SubTest#outer x.SubTest$Own#own
#   | SubTest$Own: passed, ran x.SubTest$Own#own
#   | SubTest$Inner: failed, ran nothing
#   | SubTest$Inner#inner: failed, ran nothing
#   | Base$Inner: passed, ran nothing
#   | Base$Inner#inner: passed, ran nothing
#   | SubTest#inner: passed, ran nothing
#   | SubTest#missing: passed, ran nothing
#   | SubTest#outer+inner: passed, ran x.SubTest#outer
#   | SubTest#missing,Base$Inner#inner: passed, ran x.Base$Inner#inner
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
      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version></plugin>
    </plugins>
  </build>
</project>
XML

mkdir -p src/test/java/x
cat >src/test/java/x/Base.java <<'JAVA'
package x;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class Base {
  @Test
  void outer() {}

  @Nested
  class Inner {
    @Test
    void inner() {}
  }
}
JAVA
cat >src/test/java/x/SubTest.java <<'JAVA'
package x;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SubTest extends Base {
  @Nested
  class Own {
    @Test
    void own() {}
  }
}
JAVA
mvn -q -B test-compile >maven.log 2>&1 || { cat maven.log >&2; exit 2; }

try() {
  rm -rf target/surefire-reports
  result=passed
  if ! mvn -B surefire:test "-Dtest=$1" >maven.log 2>&1; then
    result=failed
    grep -q 'No tests matching pattern' maven.log || { cat maven.log >&2; exit 2; }
  fi
  ran=$(cat target/surefire-reports/*.xml 2>/dev/null |
    sed -nE 's/.*<testcase name="([^"]*)" classname="([^"]*)".*/\2#\1/p' | LC_ALL=C sort | paste -sd ' ' || true)
  echo "$1: $result, ran ${ran:-nothing}"
}
actual=$(
  # shellcheck disable=SC2016 # the dollar signs are part of the names of the classes
  for selection in 'SubTest' 'SubTest$Own' 'SubTest$Inner' 'SubTest$Inner#inner' 'Base$Inner' 'Base$Inner#inner' 'SubTest#inner' \
    'SubTest#missing' 'SubTest#outer+inner' 'SubTest#missing,Base$Inner#inner'; do
    try "$selection"
  done
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
