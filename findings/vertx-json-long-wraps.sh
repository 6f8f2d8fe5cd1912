#!/usr/bin/env bash
# JsonObject.getLong of Vert.x returns another number for an integer above 2^63.
#
# Guess:   an integer in JSON that does not fit a long raises an error, as an ill-typed one does.
# Happens: getLong and getInteger narrow without a word: large integers wrap, also to negative ones, large decimals
#          stop at the maximum, fractions are cut.
# Version: vertx-core 5.2.3 with jackson-databind 2.22.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | 12345678901234567890 getLong -6101065172474983726
#   | 4294967297 getInteger 1
#   | 1e30 getLong 9223372036854775807
#   | 3.9 getInteger 3
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.2.3</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.vertx.core.json.JsonObject;

public class Probe {
  public static void main(String[] args) {
    JsonObject json = new JsonObject("{\"u\": 12345678901234567890, \"i\": 4294967297, \"e\": 1e30, \"d\": 3.9}");
    System.out.println("12345678901234567890 getLong " + json.getLong("u"));
    System.out.println("4294967297 getInteger " + json.getInteger("i"));
    System.out.println("1e30 getLong " + json.getLong("e"));
    System.out.println("3.9 getInteger " + json.getInteger("d"));
  }
}
JAVA
actual=$(java -Dfile.encoding=UTF-8 -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
