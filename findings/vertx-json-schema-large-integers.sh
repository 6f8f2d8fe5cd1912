#!/usr/bin/env bash
# Vert.x JSON Schema compares large integers as doubles.
#
# Guess:   a maximum or a multiple is exact for integers, as JSON Schema has no limit on them and both are Java longs
#          here.
# Happens: above 2^53 neighbours are the same to maximum, minimum and multipleOf, while const tells them apart. Times
#          in nanoseconds are that large.
# Version: vertx-json-schema 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | 1767225600000000001 with maximum 1767225600000000000: valid
#   | 1767225600000000000 with minimum 1767225600000000001: valid
#   | 1767225600000000001 with exclusiveMinimum 1767225600000000000: invalid
#   | 1767225600000000001 with multipleOf 2: valid
#   | 1767225600000000001 with const 1767225600000000000: invalid
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-json-schema</artifactId><version>5.2.3</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;

public class Probe {
  public static void main(String[] args) {
    check("maximum", 1767225600000000000L, 1767225600000000001L);
    check("minimum", 1767225600000000001L, 1767225600000000000L);
    check("exclusiveMinimum", 1767225600000000000L, 1767225600000000001L);
    check("multipleOf", 2, 1767225600000000001L);
    check("const", 1767225600000000000L, 1767225600000000001L);
  }

  private static void check(String keyword, long limit, long value) {
    JsonSchemaOptions options = new JsonSchemaOptions()
        .setBaseUri("app://probe").setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Flag);
    boolean valid = Validator.create(JsonSchema.of(new JsonObject().put(keyword, limit)), options).validate(value).getValid();
    System.out.println(value + " with " + keyword + " " + limit + ": " + (valid ? "valid" : "invalid"));
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
