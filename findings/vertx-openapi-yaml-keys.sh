#!/usr/bin/env bash
# Vert.x OpenAPI renames properties of a YAML contract that are called "on", "no" or "yes".
#
# Guess:   keys of a schema are names; the OpenAPI specification asks for YAML 1.2 with its JSON schema, where `on`
#          and `no` are strings.
# Happens: the contract loads without a warning, and the properties are called "true" and "false", so that a
#          `required: ["on"]` names a property without a schema. The value of an `example: no` changes too.
# Version: vertx-openapi 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | required ["on","no"]
#   | properties [false, from, true]
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-openapi</artifactId><version>5.2.3</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.dataformat</groupId><artifactId>jackson-dataformat-yaml</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >contract.yaml <<'YAML'
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: 'https://example.org/'}]
paths: {}
components:
  schemas:
    Thing:
      type: object
      required: ["on", "no"]
      properties:
        on: {type: boolean}
        no: {type: string}
        from: {type: string}
YAML

cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    OpenAPIContract contract =
        OpenAPIContract.from(vertx, "contract.yaml").toCompletionStage().toCompletableFuture().get();
    var thing = contract.getRawContract().getJsonObject("components").getJsonObject("schemas").getJsonObject("Thing");
    System.out.println("required " + thing.getJsonArray("required"));
    System.out.println("properties " + new java.util.TreeSet<>(thing.getJsonObject("properties").fieldNames()));
    vertx.close();
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
