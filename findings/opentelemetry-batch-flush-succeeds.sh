#!/usr/bin/env bash
# A flush of OpenTelemetry's batch processors succeeds although the collector refused what was sent.
#
# Guess:   forceFlush and shutdown return a result that can fail, so it fails where the exporter failed. A program that
#          ends can tell by it whether its last spans have left.
# Happens: that is so for SimpleSpanProcessor and for metrics. BatchSpanProcessor and BatchLogRecordProcessor succeed as
#          soon as the exporter has been tried; the failure is in the log only, and the batch is gone.
# Version: opentelemetry-sdk and opentelemetry-exporter-otlp 1.68.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | SimpleSpanProcessor: refused 1, flush failed
#   | SimpleSpanProcessor: refused 1, shutdown failed
#   | PeriodicMetricReader: refused 1, flush failed
#   | PeriodicMetricReader: refused 1, shutdown failed
#   | BatchSpanProcessor: refused 1, flush succeeded
#   | BatchSpanProcessor: refused 1, shutdown succeeded
#   | BatchLogRecordProcessor: refused 1, flush succeeded
#   | BatchLogRecordProcessor: refused 1, shutdown succeeded
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
    <dependency><groupId>io.opentelemetry</groupId><artifactId>opentelemetry-sdk</artifactId><version>1.68.0</version></dependency>
    <dependency>
      <groupId>io.opentelemetry</groupId><artifactId>opentelemetry-exporter-otlp</artifactId><version>1.68.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

public class Probe {
  private static final AtomicInteger REFUSED = new AtomicInteger();
  private static String collector;

  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      REFUSED.incrementAndGet();
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
    });
    server.start();
    collector = "http://127.0.0.1:" + server.getAddress().getPort();

    show("SimpleSpanProcessor: ", "flush", spans(SimpleSpanProcessor.create(exporter())).forceFlush());
    show("SimpleSpanProcessor: ", "shutdown", spans(SimpleSpanProcessor.create(exporter())).shutdown());
    show("PeriodicMetricReader: ", "flush", metrics().forceFlush());
    show("PeriodicMetricReader: ", "shutdown", metrics().shutdown());
    show("BatchSpanProcessor: ", "flush", spans(BatchSpanProcessor.builder(exporter()).build()).forceFlush());
    show("BatchSpanProcessor: ", "shutdown", spans(BatchSpanProcessor.builder(exporter()).build()).shutdown());
    show("BatchLogRecordProcessor: ", "flush", logs().forceFlush());
    show("BatchLogRecordProcessor: ", "shutdown", logs().shutdown());
    System.exit(0);
  }

  private static SpanExporter exporter() {
    return OtlpHttpSpanExporter.builder().setEndpoint(collector + "/v1/traces").build();
  }

  private static SdkTracerProvider spans(SpanProcessor processor) {
    SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(processor).build();
    provider.get("probe").spanBuilder("work").startSpan().end();
    return provider;
  }

  private static SdkMeterProvider metrics() {
    SdkMeterProvider provider = SdkMeterProvider.builder()
        .registerMetricReader(PeriodicMetricReader.create(
            OtlpHttpMetricExporter.builder().setEndpoint(collector + "/v1/metrics").build()))
        .build();
    provider.get("probe").counterBuilder("work").build().add(1);
    return provider;
  }

  private static SdkLoggerProvider logs() {
    SdkLoggerProvider provider = SdkLoggerProvider.builder()
        .addLogRecordProcessor(BatchLogRecordProcessor.builder(
                OtlpHttpLogRecordExporter.builder().setEndpoint(collector + "/v1/logs").build())
            .build())
        .build();
    provider.get("probe").logRecordBuilder().setBody("work").emit();
    return provider;
  }

  private static void show(String what, String step, CompletableResultCode result) {
    result.join(30, TimeUnit.SECONDS);
    String end = !result.isDone() ? "has not ended" : result.isSuccess() ? "succeeded" : "failed";
    System.out.println(what + "refused " + REFUSED.getAndSet(0) + ", " + step + " " + end);
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
