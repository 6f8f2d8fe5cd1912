#!/usr/bin/env bash
# The failure of a request of Vert.x that timed out holds the path and the query of the request, secrets in them included.
#
# Guess:   the text of a failure names the server, as that of a refused connection does; a path such as that
#          of a chat's incoming webhook is a secret and stays out of it.
# Happens: the failure of a request that is not answered in time quotes the method, the path with its query, and the server.
#          Whoever logs the message or shows it to people publishes the secret, but only when the receiver is slow.
# Version: vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | no server: path in the text: false
#   | no answer in time: path in the text: true
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
cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ServerSocket;

public class Probe {
  private static final Vertx vertx = Vertx.vertx();

  public static void main(String[] args) throws Exception {
    int free;
    try (ServerSocket taken = new ServerSocket(0)) {
      free = taken.getLocalPort();
    }
    int silent = vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1")
        .toCompletionStage().toCompletableFuture().get().actualPort();
    System.out.println("no server: " + failure(free));
    System.out.println("no answer in time: " + failure(silent));
    vertx.close();
  }

  private static String failure(int port) throws Exception {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setTimeout(5000)
        .setAbsoluteURI("http://127.0.0.1:" + port + "/hooks/the-secret");
    String text = vertx.createHttpClient().request(options)
        .compose(request -> request.send("{}"))
        .map(response -> "answered")
        .otherwise(Throwable::toString)
        .toCompletionStage().toCompletableFuture().get();
    return "path in the text: " + text.contains("the-secret");
  }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }
actual=$(java -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
