#!/usr/bin/env bash
# logback prints a conversion word that follows a closing parenthesis as it stands.
#
# Guess:   `%highlight(%msg)%n` ends the line, as `%msg%n` does.
# Happens: directly behind `)` the parser takes `%n` for text and prints it; a space between, or options in braces, or
#          a second word in front of it help. No warning appears in the status list.
# Version: logback-classic 1.5.38; 1.4.14 does the same
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | %msg%n -> text<newline> (0 warnings)
#   | %(%msg)%n -> text%n (0 warnings)
#   | %highlight(%msg)%n -> text%n (0 warnings)
#   | %highlight(%msg) %n -> text <newline> (0 warnings)
#   | %highlight(%msg)%n%level%n -> text%nINFO<newline> (0 warnings)
#   | %replace(%msg){'a','b'}%n -> text<newline> (0 warnings)
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
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.38</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;

public class Probe {
  public static void main(String[] args) {
    for (String pattern : new String[] {
      "%msg%n", "%(%msg)%n", "%highlight(%msg)%n", "%highlight(%msg) %n", "%highlight(%msg)%n%level%n", "%replace(%msg){'a','b'}%n"
    }) {
      LoggerContext context = new LoggerContext();
      PatternLayout layout = new PatternLayout();
      layout.setContext(context);
      layout.setPattern(pattern);
      layout.start();
      LoggingEvent event = new LoggingEvent("probe", context.getLogger("probe"), Level.INFO, "text", null, null);
      String line = layout.doLayout(event).replaceAll("\u001B\\[[0-9;]*m", "").replace("\n", "<newline>");
      System.out.println(pattern + " -> " + line + " (" + context.getStatusManager().getCount() + " warnings)");
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
