#!/usr/bin/env bash
# OpenAPIContract.getRawContract() of Vert.x is not the document that was loaded.
#
# Guess:   the raw contract can be served to clients as it is: it is the document.
# Happens: each `$ref` was rewritten to an absolute one with the scheme app:, which no client of the document can
#          resolve.
# Version: vertx-openapi 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | {"type":"array","items":{"$ref":"app:///#/components/schemas/Thing"}}
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
    Page: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Thing: {type: object}
YAML

cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    OpenAPIContract contract =
        OpenAPIContract.from(vertx, "contract.yaml").toCompletionStage().toCompletableFuture().get();
    System.out.println(contract.getRawContract().getJsonObject("components").getJsonObject("schemas").getJsonObject("Page"));
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
