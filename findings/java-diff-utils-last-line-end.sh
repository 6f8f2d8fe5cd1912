#!/usr/bin/env bash
# Git refuses a diff of java-diff-utils for a file whose last line has no line end.
#
# Guess:   generateUnifiedDiff writes diffs that `git apply` takes. Where the last line of a file has no line end, the
#          diff says so with the line "\ No newline at end of file".
# Happens: the lines of a file are given as a list, which knows of no line end, and the line is never written. A change
#          of the last line does not apply, and a change of the line end alone gives an empty diff.
# Version: java-diff-utils 4.16, Git 2.39 (Debian 12)
# Needs:   Maven and a JDK 17 or newer, Git
# Output seen:
#   | last line changed, with a line end: applies
#   | last line changed, without a line end: error: patch failed: file:2
#   | line end added: error: No valid patches in input (allow with "--allow-empty")
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
case "$(git --version)" in "git version 2.39."*) ;; *) git --version >&2; exit 2 ;; esac

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

probe() {
  printf "$2" >before
  printf "$3" >after
  cp before file
  java -cp "$(cat classpath)" Generate.java 1 >change
  if git apply change 2>answer && cmp --silent file after; then
    echo "$1: applies"
  else
    echo "$1: $(head -1 answer)"
  fi
}

actual=$(
  probe "last line changed, with a line end" 'one\ntwo\nthree\n' 'one\ntwo\nfour\n'
  probe "last line changed, without a line end" 'one\ntwo\nthree' 'one\ntwo\nfour'
  probe "line end added" 'one\ntwo\nthree' 'one\ntwo\nthree\n'
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
