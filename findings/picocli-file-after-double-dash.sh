#!/usr/bin/env bash
# picocli replaces @FILE by the content of the file also behind `--` and as the value of an option.
#
# Guess:   the value of an option and what stands behind `--` are passed on as they are, so a text that starts with @
#          is safe there.
# Happens: where a file of that name exists its words take the place of the argument, without quotes and comment
#          lines; where none exists the text is passed on. With `=` it is passed on in any case, and `@@` stands for
#          one @.
# Version: picocli 4.7.7, default settings
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | -- @notes: prompt null, texts [repair, the lock]
#   | -- @absent: prompt null, texts [@absent]
#   | --prompt @notes: prompt repair, texts [the lock]
#   | --prompt=@notes: prompt @notes, texts null
#   | -- @@notes: prompt null, texts [@notes]
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
    <dependency><groupId>info.picocli</groupId><artifactId>picocli</artifactId><version>4.7.7</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

printf '# heading\nrepair "the lock"\n' >notes

cat >Probe.java <<'JAVA'
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public class Probe {
  @Command
  static class Submit {
    @Option(names = "--prompt")
    String prompt;

    @Parameters
    List<String> texts;
  }

  public static void main(String[] args) {
    parse("--", "@notes");
    parse("--", "@absent");
    parse("--prompt", "@notes");
    parse("--prompt=@notes");
    parse("--", "@@notes");
  }

  private static void parse(String... args) {
    Submit submit = CommandLine.populateCommand(new Submit(), args);
    System.out.println(String.join(" ", args) + ": prompt " + submit.prompt + ", texts " + submit.texts);
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
