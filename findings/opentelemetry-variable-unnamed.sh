#!/usr/bin/env bash
# The autoconfiguration of OpenTelemetry names some variables that are wrong, and not others.
#
# Guess:   a variable with a value that cannot be used fails the start with its name, as one of the wrong type does.
# Happens: a number out of its range is found by the builder that gets it, which does not know the variable. The message is
#          "Unexpected configuration error", and the reason, in the cause, names a field of the builder.
# Version: opentelemetry-sdk-extension-autoconfigure 1.68.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | OTEL_BSP_MAX_QUEUE_SIZE=many: Invalid value for property otel.bsp.max.queue.size=many. Must be a integer.
#   |   names the variable: true
#   | OTEL_BSP_MAX_QUEUE_SIZE=0: Unexpected configuration error
#   |   names the variable: false
#   |   cause: maxQueueSize must be positive.
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
    <dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-sdk-extension-autoconfigure</artifactId><version>1.68.0</version></dependency>
    <dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-exporter-otlp</artifactId><version>1.68.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

public class Probe {
  public static void main(String[] arguments) {
    try {
      AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook().build();
      System.out.println("started");
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
      boolean named = false;
      for (Throwable each = e; each != null; each = each.getCause()) {
        named |= String.valueOf(each.getMessage()).contains("queue.size");
      }
      System.out.println("  names the variable: " + named);
      if (e.getCause() != null && e.getCause().getMessage() != null) {
        System.out.println("  cause: " + e.getCause().getMessage());
      }
    }
  }
}
JAVA

probe() {
  printf 'OTEL_BSP_MAX_QUEUE_SIZE=%s: ' "$1"
  OTEL_BSP_MAX_QUEUE_SIZE=$1 OTEL_TRACES_EXPORTER=otlp OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none \
    OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 java -cp 'lib/*' Probe.java 2>probe.log || cat probe.log >&2
}
actual=$(
  probe many
  probe 0
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
