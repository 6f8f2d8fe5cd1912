#!/usr/bin/env bash
# Vert.x OpenAPI refuses a contract whose errors are application/problem+json.
#
# Guess:   a media type with the suffix +json, here the one of RFC 9457 for errors, is read as JSON, or at worst its
#          body is not checked.
# Happens: the whole contract is refused at load, for one response of one operation; application/hal+json is the only
#          +json type that is known.
# Version: vertx-openapi 5.2.3
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | hal+json: loaded
#   | problem+json: The passed OpenAPI contract contains a feature that is not supported: Operation list defines a response with an unsupported media type. Supported: ...
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

for type in hal problem; do
  cat >"$type.yaml" <<YAML
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: 'https://example.org/'}]
paths:
  /things:
    get:
      operationId: list
      responses:
        "404":
          description: none
          content: {application/$type+json: {schema: {type: object}}}
YAML
done

cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    for (String type : new String[] {"hal", "problem"}) {
      try {
        OpenAPIContract.from(vertx, type + ".yaml").toCompletionStage().toCompletableFuture().get();
        System.out.println(type + "+json: loaded");
      } catch (java.util.concurrent.ExecutionException e) {
        System.out.println(type + "+json: " + e.getCause().getMessage().replaceAll("Supported:.*", "Supported: ..."));
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
