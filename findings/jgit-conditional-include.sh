#!/usr/bin/env bash
# JGit ignores conditional includes of Git's configuration, without a word.
#
# Guess:   a host that shows what an agent changed with JGit sees the files that `git status` shows, as both read the
#          same configuration. JGit follows include.path.
# Happens: includeIf.gitdir and includeIf.hasconfig are skipped. What the included file sets (here: which files are
#          ignored) holds for Git and not for JGit, so that JGit lists files as new that Git ignores.
# Version: JGit 7.8.1, Git 2.39 (Debian 12)
# Needs:   Maven and a JDK 17 or newer, Git
# Output seen:
#   | include.path: git sees 0, JGit sees 0 new files
#   | includeIf.gitdir: git sees 0, JGit sees 1 new files
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
      System.out.println(git.status().call().getUntracked().size());
    }
  }
}
JAVA

echo '*.log' >ignored
printf '[core]\n\texcludesFile = %s\n' "$work/ignored" >settings

probe() {
  local name=$1 key=$2
  rm -rf project
  git init --quiet project
  git -C project commit --quiet --allow-empty -m first
  git -C project config "$key" "$work/settings"
  echo >project/build.log
  echo "$name: git sees $(git -C project status --porcelain | wc -l)," \
    "JGit sees $(java -cp "$(cat classpath)" Probe.java project 2>/dev/null) new files"
}

actual=$(
  probe include.path include.path
  probe includeIf.gitdir "includeIf.gitdir:$work/project/.path"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
