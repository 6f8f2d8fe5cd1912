#!/usr/bin/env bash
# cron-utils accepts L and W in a list of days and ignores them.
#
# Guess:   `L,15` fires on the 15th and on the last day of the month, `15W,20` on the weekday nearest to the 15th and
#          on the 20th, or the parser refuses them.
# Happens: parse and validate accept them and asString() prints them back, but L, LW and L-3 never fire in a list, and
#          15W fires on the 15th, which is a Sunday in February 2026. A weekday of the form 6L does work in a list.
# Version: cron-utils 9.2.1, Quartz definition
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | 0 0 0 L * ? -> 2026-01-31 2026-02-28 2026-03-31 2026-04-30
#   | 0 0 0 15W * ? -> 2026-01-15 2026-02-16 2026-03-16 2026-04-15
#   | 0 0 0 L,15 * ? -> 2026-01-15 2026-02-15 2026-03-15 2026-04-15
#   | 0 0 0 15,LW * ? -> 2026-01-15 2026-02-15 2026-03-15 2026-04-15
#   | 0 0 0 L-3,15 * ? -> 2026-01-15 2026-02-15 2026-03-15 2026-04-15
#   | 0 0 0 15W,20 * ? -> 2026-01-15 2026-01-20 2026-02-15 2026-02-20
#   | 0 0 0 ? 1 6L,2 -> 2026-01-19 2026-01-26 2026-01-30 2027-01-04
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
    <dependency><groupId>com.cronutils</groupId><artifactId>cron-utils</artifactId><version>9.2.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZonedDateTime;

public class Probe {
  public static void main(String[] args) {
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
    for (String text : new String[] {"0 0 0 L * ?", "0 0 0 15W * ?", "0 0 0 L,15 * ?", "0 0 0 15,LW * ?", "0 0 0 L-3,15 * ?", "0 0 0 15W,20 * ?",
        "0 0 0 ? 1 6L,2"}) {
      Cron cron = parser.parse(text).validate();
      StringBuilder days = new StringBuilder();
      ZonedDateTime time = ZonedDateTime.parse("2026-01-12T12:00:00Z");
      for (int i = 0; i < 4; i++) {
        time = ExecutionTime.forCron(cron).nextExecution(time).orElseThrow();
        days.append(' ').append(time.toLocalDate());
      }
      System.out.println(cron.asString() + " ->" + days);
    }
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
