#!/usr/bin/env bash
# The error of Vert.x OpenAPI for a parameter names the parameter in its message only.
#
# Guess:   the output unit of the exception says where the value is, for a parameter as for a body, so that an answer
#          can name the wrong field without reading the text for people.
# Happens: for a field of the body the place is "#/limit". For a parameter it starts at the value of the parameter: the
#          errors of two parameters are equal, an item of a list is at "#/1", and neither the exception nor its type
#          has the name.
# Version: vertx-openapi 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | POST /things?limit=100: valid
#   | POST /things?limit=101: The value of query parameter limit is invalid. Reason: 101 is greater than 100
#   |   # of #/maximum: 101 is greater than 100
#   | POST /things?size=101: The value of query parameter size is invalid. Reason: 101 is greater than 100
#   |   # of #/maximum: 101 is greater than 100
#   | POST /things?states=open,none: The value of query parameter states is invalid. Reason: Instance does not match any of ["open","closed"] at #/1
#   |   # of #/items: Items did not match schema
#   |   #/1 of #/items/enum: Instance does not match any of ["open","closed"]
#   | POST /things {"limit": 101}: The value of the request body is invalid. Reason: 101 is greater than 100 at #/limit
#   |   #/limit of #/properties: Property "limit" does not match schema
#   |   #/limit of #/properties/limit/maximum: 101 is greater than 100
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-openapi</artifactId><version>5.1.6</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.dataformat</groupId><artifactId>jackson-dataformat-yaml</artifactId><version>2.21.5</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >contract.yaml <<'YAML'
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: 'https://example.org/'}]
paths:
  /things:
    post:
      operationId: find
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: size, in: query, schema: {type: integer, maximum: 100}}
        - {name: states, in: query, explode: false, schema: {type: array, items: {enum: [open, closed]}}}
      requestBody:
        content: {application/json: {schema: {type: object, properties: {limit: {type: integer, maximum: 100}}}}}
      responses: {"200": {description: done}}
YAML

cat >Probe.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.SchemaValidationException;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    RequestValidator validator = RequestValidator.create(vertx, await(OpenAPIContract.from(vertx, "contract.yaml")));
    HttpServer server = await(vertx.createHttpServer()
        .requestHandler(request -> validator.validate(request, "find")
            .onComplete(done -> request.response().end(done.succeeded() ? "valid" : describe(done.cause()))))
        .listen(0, "127.0.0.1"));
    HttpClient client = vertx.createHttpClient();
    for (String target : new String[] {"/things?limit=100", "/things?limit=101", "/things?size=101", "/things?states=open,none",
        "/things {\"limit\": 101}"}) {
      String[] parts = target.split(" ", 2);
      System.out.println("POST " + target + ": " + await(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", parts[0])
          .compose(request -> request.putHeader("Content-Type", "application/json").send(parts.length == 1 ? "{}" : parts[1]))
          .compose(HttpClientResponse::body)));
    }
    vertx.close();
  }

  private static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.getMessage());
    if (failure instanceof SchemaValidationException invalid) {
      for (OutputUnit error : invalid.getOutputUnit().getErrors()) {
        text.append("\n  " + error.getInstanceLocation() + " of " + error.getKeywordLocation() + ": " + error.getError());
      }
    }
    return text.toString();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
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
