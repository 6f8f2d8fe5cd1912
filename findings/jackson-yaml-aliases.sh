#!/usr/bin/env bash
# Jackson reads a YAML alias as the name of its anchor.
#
# Guess:   an alias stands for the node that is anchored, and `<<` merges a mapping; or a reader that cannot do it
#          raises an error.
# Happens: in a tree or a map the alias becomes a string with the name of the anchor, and `<<` an ordinary field.
#          Nothing is reported.
# Version: jackson-dataformat-yaml 2.22.1
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | {"a":{"image":"x"},"b":"base","c":["base"]}
#   | {"a":{"image":"x"},"b":{"<<":"base","n":1}}
#   | {"a":30,"b":"seconds"}
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
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

public class Probe {
  public static void main(String[] args) throws Exception {
    YAMLMapper mapper = new YAMLMapper();
    System.out.println(mapper.readTree("a: &base {image: x}\nb: *base\nc: [*base]\n"));
    System.out.println(mapper.readTree("a: &base {image: x}\nb: {<<: *base, n: 1}\n"));
    System.out.println(mapper.readTree("a: &seconds 30\nb: *seconds\n"));
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
