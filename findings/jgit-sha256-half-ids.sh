#!/usr/bin/env bash
# JGit opens a SHA-256 repository and gives commits of half their length.
#
# Guess:   a repository of format version 1 with an extension that a program does not know is refused: Git's format
#          says that it must not be opened.
# Happens: JGit opens a repository with extensions.objectFormat=sha256, and resolves HEAD to the first 40 of 64 digits,
#          an id that no object has. Only what reads an object fails ("Missing unknown ..."), so that a program that
#          stores the commit beside its work stores a wrong one.
# Version: JGit 7.8.1, Git 2.39 (Debian 12)
# Needs:   Maven and a JDK 17 or newer, Git
# Output seen:
#   | git rev-parse HEAD: 64 digits
#   | JGit resolve HEAD: 40 digits, the first of the 64
#   | JGit log: MissingObjectException
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
      <groupId>org.eclipse.jgit</groupId><artifactId>org.eclipse.jgit</artifactId><version>7.8.1.202611041320-r</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile=classpath >log 2>&1 || { cat log >&2; exit 2; }
export HOME="$work" GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.org
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL

cat >Probe.java <<'JAVA'
import java.io.File;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;

class Probe {
  public static void main(String[] arguments) throws Exception {
    try (Git git = Git.open(new File("project"))) {
      ObjectId head = git.getRepository().resolve("HEAD");
      String relation = arguments[0].startsWith(head.name()) ? "the first of the 64" : "others";
      System.out.println("JGit resolve HEAD: " + head.name().length() + " digits, " + relation);
      try {
        git.log().add(head).call();
        System.out.println("JGit log: read");
      } catch (Exception e) {
        System.out.println("JGit log: " + e.getClass().getSimpleName());
      }
    }
  }
}
JAVA

git init --quiet --object-format=sha256 project
git -C project commit --quiet --allow-empty -m first
head=$(git -C project rev-parse HEAD)

actual=$(
  echo "git rev-parse HEAD: ${#head} digits"
  java -cp "$(cat classpath)" Probe.java "$head" 2>/dev/null
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
