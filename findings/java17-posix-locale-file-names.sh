#!/usr/bin/env bash
# In the POSIX locale Java 17 lists a file that it cannot open by its own name, and its compiler fails on it.
#
# Guess:   Path.toString() keeps what the file system returned, so that Path.of(path.toString()) is the same path; the
#          compiler reads the files it is given.
# Happens: the string has replacement characters and Path.of refuses it, while toUri() of the same path still has the
#          bytes. `java Probe.java` fails to compile when such a file lies in the current folder, though no source
#          mentions it. -Dfile.encoding=UTF-8 does not help.
# Version: OpenJDK 17 on Linux
# Needs:   a JDK 17
# Output seen:
#   | name: 2 characters, in the URI: %C3%A9
#   | Path.of(name): InvalidPathException
#   | Probe.java compiled in another folder: yes
#   | Probe.java compiled in the folder of the file: no
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

version=$(java -version 2>&1 | head -1)
echo "$version"
case $version in *'"17.'*) ;; *) echo "needs a JDK 17" >&2; exit 2 ;; esac
mkdir data other
touch data/$'\xc3\xa9'
cat >Probe.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

public class Probe {
  public static void main(String[] args) throws Exception {
    try (var files = Files.list(Path.of(args[0]))) {
      Path path = files.findFirst().orElseThrow();
      String name = path.getFileName().toString();
      String uri = path.toUri().getRawPath();
      System.out.println("name: " + name.length() + " characters, in the URI: " + uri.substring(uri.lastIndexOf('/') + 1));
      try {
        System.out.println("Path.of(name): " + Files.exists(Path.of(args[0], name)));
      } catch (InvalidPathException e) {
        System.out.println("Path.of(name): InvalidPathException");
      }
    }
  }
}
JAVA
export LC_ALL=POSIX
actual=$(
  cd "$work/other"
  java -Dfile.encoding=UTF-8 ../Probe.java "$work/data"
  echo 'Probe.java compiled in another folder: yes'
  cd "$work/data"
  printf 'Probe.java compiled in the folder of the file: '
  java -Dfile.encoding=UTF-8 ../Probe.java "$work/data" >/dev/null 2>&1 && echo yes || echo no
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
