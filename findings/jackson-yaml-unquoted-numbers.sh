#!/usr/bin/env bash
# Jackson writes some strings to YAML so that it reads them back as numbers.
#
# Guess:   with ALWAYS_QUOTE_NUMBERS_AS_STRINGS a string that looks like a number is quoted also where MINIMIZE_QUOTES
#          is on, so a string read back is a string.
# Happens: exponents, hexadecimal, binary and underscores are not seen as numbers by the writer, but are by the reader
#          of the same version: a commit id such as 12e3 becomes 12000.0.
# Version: jackson-dataformat-yaml 2.22.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | "12" -> v: "12" -> STRING "12"
#   | "1.5" -> v: "1.5" -> STRING "1.5"
#   | "12e3" -> v: 12e3 -> NUMBER 12000.0
#   | "0x1F" -> v: 0x1F -> NUMBER 31
#   | "0b101" -> v: 0b101 -> NUMBER 5
#   | "1_000" -> v: 1_000 -> NUMBER 1000
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
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;

public class Probe {
  public static void main(String[] args) throws Exception {
    YAMLMapper mapper = new YAMLMapper(YAMLFactory.builder()
        .disable(Feature.WRITE_DOC_START_MARKER)
        .enable(Feature.MINIMIZE_QUOTES)
        .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build());
    for (String text : new String[] {"12", "1.5", "12e3", "0x1F", "0b101", "1_000"}) {
      String yaml = mapper.writeValueAsString(Map.of("v", text)).strip();
      JsonNode back = mapper.readTree(yaml).get("v");
      System.out.println("\"" + text + "\" -> " + yaml + " -> " + back.getNodeType() + " " + back);
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
