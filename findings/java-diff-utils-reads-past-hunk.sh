#!/usr/bin/env bash
# java-diff-utils takes the header of the next file, and the signature of a mail, for changed lines.
#
# Guess:   UnifiedDiffUtils.parseUnifiedDiff reads the hunks of a diff: a hunk has as many lines as its header says. A
#          diff of several files is refused, or its first file is read.
# Happens: the counts of the header are not used. "--- a/next" becomes a deleted line "-- a/next", and the "-- " that
#          ends the output of `git format-patch` a deleted line "- ". No error comes; the patch does not apply, or
#          its lines are shown as changes. UnifiedDiffReader reads both as they are.
# Version: java-diff-utils 4.16, Git 2.39 (Debian 12)
# Needs:   Maven and a JDK 17 or newer, Git
# Output seen:
#   | git diff of two files: [first, -- a/two] to [changed, ++ b/two]; [second] to [changed]
#   | git format-patch: [first, - , ] to [changed, ]
#   | git format-patch with UnifiedDiffReader: [first] to [changed]
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

cat >Parse.java <<'JAVA'
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import com.github.difflib.unifieddiff.UnifiedDiffReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

class Parse {
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("reader")) {
      show(UnifiedDiffReader.parseUnifiedDiff(Files.newInputStream(file)).getFiles().get(0).getPatch());
    } else {
      show(UnifiedDiffUtils.parseUnifiedDiff(Files.readAllLines(file)));
    }
  }

  private static void show(Patch<String> patch) {
    System.out.println(patch.getDeltas().stream()
        .map(delta -> delta.getSource().getLines() + " to " + delta.getTarget().getLines())
        .collect(Collectors.joining("; ")));
  }
}
JAVA

parse() {
  echo "$1: $(java -cp "$(cat classpath)" Parse.java "$2" "$3" 2>/dev/null)"
}

export HOME="$work" GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.org
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
git init --quiet project
cd project
echo first >one
echo second >two
git add .
git commit --quiet -m first
echo changed >one
git commit --quiet -am second
git format-patch --quiet -1 --stdout >../mail
git reset --quiet --hard HEAD~1
echo changed | tee one >two
git diff >../two-files
cd ..

actual=$(
  parse "git diff of two files" utils two-files
  parse "git format-patch" utils mail
  parse "git format-patch with UnifiedDiffReader" reader mail
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
