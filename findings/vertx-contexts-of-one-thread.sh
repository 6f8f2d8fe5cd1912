#!/usr/bin/env bash
# All contexts that a thread of the host gets from getOrCreateContext of Vert.x share one event loop.
#
# Guess:   outside a context of Vert.x, getOrCreateContext creates one, on the next event loop; two parts of a program that
#          each call it run on two event loops.
# Happens: each call gives another context, and all of one thread run on one event loop, however many loops there are: all
#          that main creates by it shares one core. Contexts that are created by themselves are spread.
# Version: vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | twice from main: two contexts
#   | getOrCreateContext, four times from main: 1 event loop
#   | createEventLoopContext, four times from main: 4 event loops
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
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

public class Probe {
  static String loops(Supplier<Context> source) throws Exception {
    Set<String> threads = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      Promise<String> name = Promise.promise();
      source.get().runOnContext(v -> name.complete(Thread.currentThread().getName()));
      threads.add(name.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    }
    return threads.size() + (threads.size() == 1 ? " event loop" : " event loops");
  }

  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    Context first = vertx.getOrCreateContext();
    System.out.println("twice from main: " + (first == vertx.getOrCreateContext() ? "the same context" : "two contexts"));
    System.out.println("getOrCreateContext, four times from main: " + loops(vertx::getOrCreateContext));
    System.out.println("createEventLoopContext, four times from main: "
        + loops(() -> ((VertxInternal) vertx).createEventLoopContext()));
    vertx.close();
  }
}
JAVA

actual=$(java -cp 'lib/*' Probe.java 2>/dev/null)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
