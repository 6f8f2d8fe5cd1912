#!/usr/bin/env bash
# A newer Micrometer with the Prometheus client of Spring Boot's BOM cannot create its registry.
#
# Guess:   micrometer-registry-prometheus brings the Prometheus client that it needs: with its version given in the
#          pom (a library asks for it), the client of the same release comes along.
# Happens: Spring Boot's BOM manages io.prometheus:prometheus-metrics-* on its own and wins over what Micrometer's pom
#          asks for. It compiles, and the constructor of the registry throws NoSuchMethodError. Importing
#          micrometer-bom before Boot's BOM does not help, as it manages no Prometheus client; prometheus-metrics-bom does.
# Version: spring-boot-dependencies 4.0.7 (Prometheus client 1.4.3), micrometer 1.17.2, prometheus-metrics 1.8.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | Micrometer alone: scraped
#   | below Spring Boot's BOM: NoSuchMethodError
#   | Micrometer's BOM first: NoSuchMethodError
#   | the BOM of the Prometheus client first: scraped
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

bom() {
  printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><type>pom</type><scope>import</scope></dependency>' "$@"
}

pom() {
  cat >pom.xml <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencyManagement><dependencies>$*</dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.17.2</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
    </plugins>
  </build>
</project>
XML
}

mkdir -p src/main/java
cat >src/main/java/Main.java <<'JAVA'
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

class Main {
  public static void main(String[] arguments) {
    try {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      registry.counter("jobs").increment();
      Timer.builder("wait").publishPercentileHistogram().register(registry).record(Duration.ofMillis(5));
      System.out.println(registry.scrape().contains("jobs_total 1.0") ? "scraped" : "no counter");
    } catch (LinkageError e) {
      System.out.println(e.getClass().getSimpleName());
    }
  }
}
JAVA

probe() {
  local name=$1
  shift
  pom "$@"
  mvn --quiet --batch-mode clean compile org.codehaus.mojo:exec-maven-plugin:3.6.3:java \
    -Dexec.mainClass=Main -Dexec.cleanupDaemonThreads=false >log 2>&1 || { cat log >&2; exit 2; }
  echo "$name: $(grep -oE 'scraped|no counter|NoSuch[A-Za-z]+Error' log)"
}

boot=$(bom org.springframework.boot spring-boot-dependencies 4.0.7)
actual=$(
  probe "Micrometer alone"
  probe "below Spring Boot's BOM" "$boot"
  probe "Micrometer's BOM first" "$(bom io.micrometer micrometer-bom 1.17.2)" "$boot"
  probe "the BOM of the Prometheus client first" "$(bom io.prometheus prometheus-metrics-bom 1.8.0)" "$boot"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
