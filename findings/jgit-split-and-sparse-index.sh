#!/usr/bin/env bash
# JGit cannot read a checkout whose index Git keeps split or sparse, and names a path that is not there.
#
# Guess:   a program that opens a checkout with JGit reads what Git wrote. An index with a required extension that JGit
#          does not know (its name begins with a small letter) is refused, with the name of the extension.
# Happens: after `git update-index --split-index` or `git sparse-checkout set --sparse-index` each status or diff fails
#          with "Invalid path": an entry of a split index has an empty path, and one of a sparse index ends with a slash.
#          A sparse checkout with a full index is read well.
# Version: JGit 7.8.1, Git 2.39 (Debian 12)
# Needs:   Maven and a JDK 17 or newer, Git
# Output seen:
#   | sparse checkout, full index: clean
#   | sparse checkout, sparse index: JGitInternalException "Invalid path: docs/"
#   | split index: JGitInternalException "Invalid path: "
#   | split index joined again: clean
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

class Probe {
  public static void main(String[] arguments) throws Exception {
    try (Git git = Git.open(new File(arguments[0]))) {
      System.out.println(git.status().call().isClean() ? "clean" : "changed");
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName() + " \"" + e.getMessage() + "\"");
    }
  }
}
JAVA

git init --quiet origin
mkdir origin/src origin/docs
echo one >origin/src/a
echo two >origin/docs/b
git -C origin add .
git -C origin commit --quiet -m first
for name in full sparse split; do git clone --quiet origin "$name"; done
git -C full sparse-checkout set src
git -C sparse sparse-checkout set --sparse-index src
git -C split update-index --split-index

probe() {
  echo "$1: $(java -cp "$(cat classpath)" Probe.java "$2" 2>/dev/null)"
}

actual=$(
  probe "sparse checkout, full index" full
  probe "sparse checkout, sparse index" sparse
  probe "split index" split
  git -C split update-index --no-split-index
  probe "split index joined again" split
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
