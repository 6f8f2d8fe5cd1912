#!/usr/bin/env bash
# A unified diff without context that java-diff-utils writes puts inserted lines one line too low.
#
# Guess:   generateUnifiedDiff with a context of 0 writes what `diff -U0` writes. The position of a hunk that only
#          inserts is the line before it, so that an insertion behind line 2 is "@@ -2,0 +3 @@".
# Happens: the position is that of the line after it: "@@ -3,0 +3,1 @@". The program `patch` applies it without a
#          word and inserts behind line 3. With a context of 1 or more the position is right.
# Version: java-diff-utils 4.16, patch and diff of Debian 12
# Needs:   Maven and a JDK 17 or newer, patch
# Output seen:
#   | diff -U0: @@ -2,0 +3 @@, patched: one two new three four
#   | context 0: @@ -3,0 +3,1 @@, patched: one two three new four
#   | context 1: @@ -2,2 +2,3 @@, patched: one two new three four
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
    <dependency>
      <groupId>io.github.java-diff-utils</groupId><artifactId>java-diff-utils</artifactId><version>4.16</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
  -Dmdep.outputFile=classpath >log 2>&1 || { cat log >&2; exit 2; }

cat >Generate.java <<'JAVA'
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class Generate {
  public static void main(String[] arguments) throws Exception {
    List<String> before = Files.readAllLines(Path.of("before"));
    List<String> after = Files.readAllLines(Path.of("after"));
    int context = Integer.parseInt(arguments[0]);
    UnifiedDiffUtils.generateUnifiedDiff("a/file", "b/file", before, DiffUtils.diff(before, after), context)
        .forEach(System.out::println);
  }
}
JAVA

printf '%s\n' one two three four >before
printf '%s\n' one two new three four >after

applied() {
  cp before file
  patch --silent file change
  echo "$1: $(grep '^@@' change), patched: $(paste -sd ' ' file)"
}

actual=$(
  diff -U0 before after >change || true
  applied "diff -U0"
  java -cp "$(cat classpath)" Generate.java 0 >change
  applied "context 0"
  java -cp "$(cat classpath)" Generate.java 1 >change
  applied "context 1"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
