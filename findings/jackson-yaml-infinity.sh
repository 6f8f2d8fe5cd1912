#!/usr/bin/env bash
# Jackson neither reads nor writes the infinity of YAML.
#
# Guess:   `.inf`, `-.inf` and `.nan` are the floats of every version of YAML, and a double that is written to YAML is
#          a double when it is read.
# Happens: reading `.inf` raises a parse error, which no feature of the parser turns off; an infinite double is
#          written as `Infinity`, which is a string to every reader of YAML, Jackson included.
# Version: jackson-dataformat-yaml 2.22.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | .inf -> Malformed numeric value '.inf'
#   | -.inf -> Malformed numeric value '-.inf'
#   | .nan -> Malformed numeric value '.nan'
#   | written v: Infinity, read as STRING
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
    <dependency><groupId>com.fasterxml.jackson.dataformat</groupId><artifactId>jackson-dataformat-yaml</artifactId><version>2.22.1</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;

public class Probe {
  public static void main(String[] args) throws Exception {
    YAMLMapper mapper = new YAMLMapper();
    for (String text : new String[] {".inf", "-.inf", ".nan"}) {
      try {
        System.out.println(text + " -> " + mapper.readTree("v: " + text + "\n"));
      } catch (JsonProcessingException e) {
        System.out.println(text + " -> " + e.getOriginalMessage());
      }
    }
    String written = mapper.writeValueAsString(Map.of("v", Double.POSITIVE_INFINITY));
    System.out.println("written " + written.replace("---", "").strip() + ", read as " + mapper.readTree(written).get("v").getNodeType());
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
