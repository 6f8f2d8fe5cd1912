#!/usr/bin/env bash
# Joni's Syntax.ECMAScript is not the syntax of ECMAScript.
#
# Guess:   a pattern compiled with Syntax.ECMAScript and no options matches as `new RegExp(pattern, "u")` does.
# Happens: `^` and `$` match at each line, `\d` and `\w` match digits and letters of all scripts, `\p{Script=...}`,
#          `\u{...}` and named groups do not compile.
# Version: joni 2.2.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | ^a$ matches: yes, in ECMAScript: no
#   | ^\d$ matches: yes, in ECMAScript: no
#   | ^\w$ matches: yes, in ECMAScript: no
#   | \p{Script=Greek} matches: invalid character property name <Script=Greek>, in ECMAScript: yes
#   | \u{41} matches: too short digits, in ECMAScript: yes
#   | (?<year>a) matches: undefined group option, in ECMAScript: yes
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
    <dependency><groupId>org.jruby.joni</groupId><artifactId>joni</artifactId><version>2.2.6</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import java.nio.charset.StandardCharsets;
import org.jcodings.specific.UTF8Encoding;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Syntax;

public class Probe {
  public static void main(String[] args) {
    find("^a$", "b\na", "no");
    find("^\\d$", "\u0663", "no");
    find("^\\w$", "\u00e9", "no");
    find("\\p{Script=Greek}", "\u03b1", "yes");
    find("\\u{41}", "A", "yes");
    find("(?<year>a)", "a", "yes");
  }

  private static void find(String pattern, String text, String inEcmaScript) {
    byte[] p = pattern.getBytes(StandardCharsets.UTF_8);
    byte[] t = text.getBytes(StandardCharsets.UTF_8);
    String found;
    try {
      Regex regex = new Regex(p, 0, p.length, Option.NONE, UTF8Encoding.INSTANCE, Syntax.ECMAScript);
      found = regex.matcher(t).search(0, t.length, Option.DEFAULT) < 0 ? "no" : "yes";
    } catch (RuntimeException e) {
      found = e.getMessage();
    }
    System.out.println(pattern + " matches: " + found + ", in ECMAScript: " + inEcmaScript);
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
