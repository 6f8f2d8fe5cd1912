#!/usr/bin/env bash
# LogstashEncoder writes a name twice when a key-value pair or the MDC uses it.
#
# Guess:   a pair named "message" or "level" is renamed, dropped or replaces the standard field, since a JSON object
#          with a name twice is not interoperable.
# Happens: the name is written as often as it was given; a reader that keeps the last one takes the value of the pair
#          for the message of the event.
# Version: logstash-logback-encoder 8.1 with logback-classic 1.5.38
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | {"@timestamp":...,"@version":"1","message":"text","logger_name":"probe","thread_name":"main","level":"INFO","level_value":20000,"level":"attic","message":"pair"}
#   | read: message "pair", level "attic"
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
    <dependency><groupId>net.logstash.logback</groupId><artifactId>logstash-logback-encoder</artifactId><version>8.1</version></dependency>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.38</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

public class Probe {
  public static void main(String[] args) throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.start();
    MDC.put("level", "attic");
    LoggingEvent event = new LoggingEvent("probe", context.getLogger("probe"), Level.INFO, "text", null, null);
    event.setKeyValuePairs(List.of(new KeyValuePair("message", "pair")));
    byte[] line = encoder.encode(event);
    System.out.println(new String(line).strip().replaceAll("\\{\"@timestamp\":\"[^\"]*\"", "{\"@timestamp\":..."));
    var read = new ObjectMapper().readTree(line);
    System.out.println("read: message " + read.get("message") + ", level " + read.get("level"));
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
