#!/usr/bin/env bash
# Vert.x JSON Schema reports a fault of a nested value for each object around it too, the outermost first.
#
# Guess:   with the output format Basic a wrong value gives one error, at its own place.
# Happens: each property on the way to the value has an error of its own, "Property ... does not match schema", and
#          these come before the one that says what is wrong. The first error names a place above the fault.
# Version: vertx-json-schema 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | #/limits: Property "limits" does not match schema
#   | #/limits/deadline: Property "deadline" does not match schema
#   | #/limits/deadline: Instance type string is invalid. Expected integer
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
    JsonObject number = new JsonObject().put("type", "integer");
    JsonObject limits = new JsonObject().put("type", "object").put("properties", new JsonObject().put("deadline", number));
    JsonObject schema = new JsonObject().put("type", "object").put("properties", new JsonObject().put("limits", limits));
    JsonSchemaOptions options = new JsonSchemaOptions()
        .setBaseUri("app://probe").setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Basic);
    Validator.create(JsonSchema.of(schema), options)
        .validate(new JsonObject("{\"limits\": {\"deadline\": \"soon\"}}"))
        .getErrors()
        .forEach(error -> System.out.println(error.getInstanceLocation() + ": " + error.getError()));
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
