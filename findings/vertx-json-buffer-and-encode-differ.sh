#!/usr/bin/env bash
# JsonObject.toBuffer() and encode() of Vert.x give different text for one object.
#
# Guess:   toBuffer() is encode() as UTF-8, so a limit on the size can be checked on either.
# Happens: toBuffer() writes a character outside the basic plane as two \u escapes, 12 bytes; encode() writes it as it
#          is, 4 bytes in UTF-8.
# Version: vertx-core 5.2.3 with jackson-core 2.22.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | encode() 12 bytes
#   | toBuffer() 20 bytes {"a":"\uD834\uDD1E"}
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
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-core</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

public class Probe {
  public static void main(String[] args) {
    JsonObject clef = new JsonObject().put("a", "\uD834\uDD1E");
    System.out.println("encode() " + clef.encode().getBytes(StandardCharsets.UTF_8).length + " bytes");
    System.out.println("toBuffer() " + clef.toBuffer().length() + " bytes " + clef.toBuffer());
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
