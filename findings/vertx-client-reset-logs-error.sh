#!/usr/bin/env bash
# Vert.x logs an error for each response that its own client gives up.
#
# Guess:   HttpClientRequest.reset() is how a client ends a response that it does not want to read further, for
#          instance a stream of events, and it is silent: the caller asked for it. If anything reports it, it is the
#          exception handler of the request, whose method was called.
# Happens: a line "Stream reset: 0" of level SEVERE with a stack trace is logged, with an exception handler of the
#          request as well. Only one of the response, which gets the exception then, keeps the log clean.
# Version: vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | HTTP_1_1, no handler: logged SEVERE Stream reset: 0
#   | HTTP_1_1, handler of the request: logged SEVERE Stream reset: 0
#   | HTTP_1_1, handler of the response: called with Stream reset: 0
#   | HTTP_2, no handler: logged SEVERE Stream reset: 0
#   | HTTP_2, handler of the request: logged SEVERE Stream reset: 0
#   | HTTP_2, handler of the response: called with Stream reset: 0
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
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

public class Probe {
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final Logger LOGGER = Logger.getLogger("io.vertx.core.http");

  public static void main(String[] args) throws Exception {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(new Handler() {
      @Override
      public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
          SEEN.add("logged " + line.getLevel() + " " + line.getMessage());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    });

    Vertx vertx = Vertx.vertx();
    HttpServer server = await(vertx.createHttpServer()
        .requestHandler(request -> {
          request.exceptionHandler(gone -> {});
          request.response().exceptionHandler(gone -> {}).setChunked(true).write("part");
        })
        .listen(0, "127.0.0.1"));
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      for (String handler : new String[] {"no handler", "handler of the request", "handler of the response"}) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(version));
        HttpClientRequest request = await(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/"));
        if (handler.endsWith("request")) {
          request.exceptionHandler(e -> SEEN.add("called with " + e.getMessage()));
        }
        await(request.send().compose(response -> {
          if (handler.endsWith("response")) {
            response.exceptionHandler(e -> SEEN.add("called with " + e.getMessage()));
          }
          request.reset();
          return vertx.timer(500).map(response.version());
        }).onSuccess(spoken -> System.out.println(spoken + ", " + handler + ": " + String.join(", ", SEEN))));
        SEEN.clear();
      }
    }
    vertx.close();
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
