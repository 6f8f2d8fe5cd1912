#!/usr/bin/env bash
# A wait of Awaitility fails by blocking work of a Vert.x instance that the waiting test never used.
#
# Guess:   a wait fails by its own condition or its time limit; work that runs while its Vert.x instance is closed ends with a
#          failed future, if it ends at all.
# Happens: a listener of unordered work is never called, and the worker thread ends with a RejectedExecutionException that
#          nobody catches. Awaitility by default counts what no thread catches as a failure of its condition, so that any wait
#          of the same process fails then, with a stack that names neither test. Where tests run in parallel, one of them
#          fails now and then. Awaitility.doNotCatchUncaughtExceptionsByDefault() prevents it.
# Version: awaitility 4.3.0, vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | a wait: RejectedExecutionException: event executor terminated
#   | the listener of the work was called: false
#   | a wait that does not catch exceptions of others: ends by its condition
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
    <dependency><groupId>org.awaitility</groupId><artifactId>awaitility</artifactId><version>4.3.0</version></dependency>
  </dependencies>
</project>
XML
cat >Probe.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

public class Probe {
  private static volatile Thread worker;

  public static void main(String[] args) throws Exception {
    System.out.println("a wait: " + waitDuringWorkOfClosedVertx());
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
    System.out.println("a wait that does not catch exceptions of others: " + waitDuringWorkOfClosedVertx());
  }

  private static String waitDuringWorkOfClosedVertx() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Vertx vertx = Vertx.vertx();
    Future<String> work = vertx.executeBlocking(() -> {
      worker = Thread.currentThread();
      begun.countDown();
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException goOn) {
          // work that cannot be interrupted
        }
      }
      return "done";
    }, false);
    AtomicBoolean called = new AtomicBoolean();
    work.onComplete(answer -> called.set(true));
    begun.await();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    try {
      Awaitility.await().until(() -> {
        release.countDown();
        worker.join();
        return true;
      });
      Awaitility.await().until(() -> true);
      return "ends by its condition";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage()
          + "\nthe listener of the work was called: " + called.get();
    }
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
