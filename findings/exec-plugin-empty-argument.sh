#!/usr/bin/env bash
# exec:java passes an empty argument to main as null, and not as an empty string.
#
# Guess:   <argument></argument>, or a property that is empty, is an empty string in the array that main gets, as it is on
#          a command line and with exec:exec.
# Happens: main gets null in its place, so that code that reads the argument throws a NullPointerException. An element
#          with a space in it is passed as it stands.
# Version: exec-maven-plugin 3.6.3 with Maven 3.8.7
# Needs:   Maven 3.8 or newer and a JDK 17 or newer
# Output seen:
#   | exec:java: first, null, null, last
#   | exec:exec: first, "", "", last
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir -p target/classes
cat >Probe.java <<'JAVA'
public class Probe {
  public static void main(String[] arguments) {
    StringBuilder line = new StringBuilder("PROBE ");
    for (int i = 0; i < arguments.length; i++) {
      String one = arguments[i];
      line.append(i == 0 ? "" : ", ").append(one == null ? "null" : one.isEmpty() ? "\"\"" : one);
    }
    System.out.println(line);
  }
}
JAVA
javac -d target/classes Probe.java
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <properties><nothing></nothing></properties>
  <build>
    <plugins>
      <plugin>
        <groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><version>3.6.3</version>
        <executions>
          <execution>
            <id>in-process</id>
            <configuration>
              <mainClass>Probe</mainClass>
              <arguments>
                <argument>first</argument><argument></argument><argument>${nothing}</argument><argument>last</argument>
              </arguments>
            </configuration>
          </execution>
          <execution>
            <id>process</id>
            <configuration>
              <executable>java</executable>
              <arguments>
                <argument>-cp</argument><argument>target/classes</argument><argument>Probe</argument>
                <argument>first</argument><argument></argument><argument>${nothing}</argument><argument>last</argument>
              </arguments>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
XML

line() { mvn --batch-mode "$1" >log 2>&1 || cat log >&2; sed -n 's/^PROBE //p' log; }
actual=$(
  echo "exec:java: $(line exec:java@in-process)"
  echo "exec:exec: $(line exec:exec@process)"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
