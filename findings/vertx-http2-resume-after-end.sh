#!/usr/bin/env bash
# A request of HTTP/2 refuses in Vert.x to be resumed after its end, one of HTTP/1.1 does not.
#
# Guess:   resume() of an HttpServerRequest whose body has been read does nothing, whichever protocol the client
#          speaks. A handler that has paused a request can resume it at the end, as with any stream.
# Happens: over HTTP/2 resume() and pause() raise an exception after the end of the request. A test with a client of
#          HTTP/1.1 does not show it.
# Version: vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | HTTP_1_1, ended true: pause() done, resume() done
#   | HTTP_2, ended true: pause() java.lang.IllegalStateException: Request has already been read, resume() java.lang.IllegalStateException: Request has already been read
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.1.6</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server = await(vertx.createHttpServer()
        .requestHandler(request -> request.body().onComplete(read -> vertx.setTimer(50, later -> answer(request))))
        .listen(0, "127.0.0.1"));
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(version));
      Buffer body = await(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/")
          .compose(request -> request.send("body"))
          .compose(HttpClientResponse::body));
      System.out.println(body);
    }
    vertx.close();
  }

  private static void answer(HttpServerRequest request) {
    request.response().end(request.version() + ", ended " + request.isEnded() + ": pause() " + outcome(request::pause) + ", resume() "
        + outcome(request::resume));
  }

  private static String outcome(Runnable step) {
    try {
      step.run();
      return "done";
    } catch (IllegalStateException e) {
      return e.toString();
    }
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
