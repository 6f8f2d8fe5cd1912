#!/usr/bin/env bash
# Vert.x OpenAPI refuses a contract with a server variable.
#
# Guess:   OpenAPI has variables in the URL of a server, with a default each, so a contract that uses one loads.
# Happens: the contract is invalid: the bundled meta-schema checks the URL as a "uri-reference", and braces are not
#          allowed there.
# Version: vertx-openapi 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | plain: loaded
#   | variable: The passed OpenAPI contract is invalid.
#   |   String does not match format "uri-reference"
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

contract() {
  cat <<YAML
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: '$1', variables: {version: {default: v1}}}]
paths: {}
YAML
}
contract 'https://example.org/v1' >plain.yaml
contract 'https://example.org/{version}' >variable.yaml

cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.concurrent.ExecutionException;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    for (String file : new String[] {"plain", "variable"}) {
      try {
        OpenAPIContract.from(vertx, file + ".yaml").toCompletionStage().toCompletableFuture().get();
        System.out.println(file + ": loaded");
      } catch (ExecutionException e) {
        System.out.println(file + ": " + e.getCause().getMessage());
        for (Throwable t = e; t != null; t = t.getCause()) {
          if (t.getMessage().startsWith("String")) {
            System.out.println("  " + t.getMessage());
          }
        }
      }
    }
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
