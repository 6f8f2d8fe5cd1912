#!/usr/bin/env bash
# Micrometer publishes the gauge token.bucket to Prometheus as token.
#
# Guess:   the dots of a name become underscores, a counter gets _total and a timer _seconds, and the rest of a name
#          stays. Two gauges of different names are two time series.
# Happens: bucket, created and total at the end of a name are cut off, also from a gauge, while count, info and sum stay.
#          Where a gauge of the shorter name exists, the second one is not published: its registration returns as ever,
#          and the reason is a warning in the log, written once for all meters, or a call of onMeterRegistrationFailed.
# Version: micrometer-registry-prometheus 1.17.2
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | tasks.active: tasks_active 1.0
#   | token.bucket: token 1.0
#   | tasks.created: tasks 1.0
#   | tasks.total: tasks 1.0
#   | tasks.count: tasks_count 1.0
#   | tasks.sum: tasks_sum 1.0
#   | worker.info: worker_info 1
#   | tasks, then tasks.created: tasks 1.0; failed: tasks.created
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
    <dependency>
      <groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.17.2</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;

public class Probe {
  public static void main(String[] args) {
    for (String name : List.of(
        "tasks.active", "token.bucket", "tasks.created", "tasks.total", "tasks.count", "tasks.sum", "worker.info")) {
      show(name, name);
    }
    show("tasks, then tasks.created", "tasks", "tasks.created");
  }

  private static void show(String what, String... names) {
    StringBuilder failed = new StringBuilder();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().onMeterRegistrationFailed((id, reason) -> failed.append("; failed: ").append(id.getName()));
    int value = 0;
    for (String name : names) {
      double of = ++value;
      Gauge.builder(name, () -> of).register(registry);
    }
    String published = registry.scrape().lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining(", "));
    System.out.println(what + ": " + published + failed);
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
