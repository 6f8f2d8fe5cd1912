#!/usr/bin/env bash
# SnakeYAML refuses a plain document that merges one small mapping 51 times.
#
# Guess:   the limit on aliases guards against documents that grow exponentially; flat use of one anchor in a long
#          list is free.
# Happens: each alias of a mapping or sequence counts, nested or not, merged or not, so the 51st entry of a list makes
#          a configuration file unreadable. Aliases of scalars do not count.
# Version: snakeyaml 2.5, default LoaderOptions
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | 50 merges of a mapping: list of 50
#   | 51 merges of a mapping: Number of aliases for non-scalar nodes exceeds the specified max=50
#   | 500 aliases of a scalar: list of 500
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
    <dependency><groupId>org.yaml</groupId><artifactId>snakeyaml</artifactId><version>2.5</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

public class Probe {
  public static void main(String[] args) {
    load("merges of a mapping", "base: &base {a: 1}\nlist:\n", "- {<<: *base, n: 2}\n", 50);
    load("merges of a mapping", "base: &base {a: 1}\nlist:\n", "- {<<: *base, n: 2}\n", 51);
    load("aliases of a scalar", "base: &base 1\nlist:\n", "- *base\n", 500);
  }

  private static void load(String what, String head, String entry, int count) {
    try {
      Map<String, Object> loaded = new Yaml().load(head + entry.repeat(count));
      System.out.println(count + " " + what + ": list of " + ((List<?>) loaded.get("list")).size());
    } catch (YAMLException e) {
      System.out.println(count + " " + what + ": " + e.getMessage());
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
