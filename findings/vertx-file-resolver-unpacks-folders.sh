#!/usr/bin/env bash
# Reading one file from a jar by Vert.x writes every file of its outermost folder to the disk.
#
# Guess:   vertx.fileSystem().readFile("app/config/one.txt") of a file in a jar copies this file into Vert.x's cache folder,
#          as the file system cannot read inside a jar.
# Happens: each folder on the way is unpacked with all that it holds, in the jar that has the file: for a file below
#          "app" all of "app". A program packed as one jar that keeps a template beside its classes ("com/...") unpacks
#          all classes of "com", its dependencies' too, at the first read. A folder of its own at the root avoids it.
# Version: Vert.x 5.1.6
# Needs:   Maven and a JDK 17 or newer, zip or jar
# Output seen:
#   | app/config/one.txt: 202 files unpacked
#   | config-of-app/one.txt: 1 files unpacked
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.1.6</version></dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
  -Dmdep.outputFile=classpath >log 2>&1 || { cat log >&2; exit 2; }

mkdir -p content/app/config content/app/other content/config-of-app
echo one >content/app/config/one.txt
echo two >content/app/config/two.txt
echo one >content/config-of-app/one.txt
for i in $(seq 200); do echo "$i" >"content/app/other/$i.txt"; done
jar --create --file packed.jar -C content .

cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Files;
import java.nio.file.Path;

class Probe {
  public static void main(String[] arguments) throws Exception {
    Path cache = Files.createTempDirectory(Path.of("."), "caches");
    Vertx vertx = Vertx.vertx(new VertxOptions()
        .setFileSystemOptions(new FileSystemOptions().setFileCacheDir(cache.resolve("cache").toString())));
    vertx.fileSystem().readFileBlocking(arguments[0]);
    try (var files = Files.walk(cache)) {
      System.out.println(arguments[0] + ": " + files.filter(Files::isRegularFile).count() + " files unpacked");
    }
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }
}
JAVA

probe() {
  java -cp "packed.jar:$(cat classpath)" Probe.java "$1" 2>log || { cat log >&2; exit 2; }
}

actual=$(
  probe app/config/one.txt
  probe config-of-app/one.txt
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
