#!/usr/bin/env bash
# The parent of Spring Boot 3.5 takes Netty 4.1 for a program whose Vert.x 5 was built for Netty 4.2, and neither says so.
#
# Guess:   a dependency brings the version of Netty that it needs, or Maven reports the conflict.
# Happens: the managed version wins for the modules that Boot knows. Those that came with Netty 4.2 stay at 4.2, so that
#          both are on the class path, and Vert.x does not start. The property netty.version of the project ends it.
# Version: spring-boot-starter-parent 3.5.7, vertx-core 5.1.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | netty-codec-base-4.2.17.Final.jar
#   | netty-common-4.1.128.Final.jar
#   | java.lang.NoClassDefFoundError: io/netty/channel/MultiThreadIoEventLoopGroup
#   | with netty.version=4.2.17.Final: started
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.7</version>
    <relativePath/>
  </parent>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.1.6</version></dependency>
  </dependencies>
</project>
XML
copy() {
  mvn -q -B "$@" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >maven.log 2>&1 ||
    { cat maven.log >&2; exit 2; }
}
cat >Probe.java <<'JAVA'
import io.vertx.core.Vertx;

public class Probe {
  public static void main(String[] args) {
    try {
      Vertx vertx = Vertx.vertx();
      System.out.println("started");
      vertx.close();
    } catch (LinkageError e) {
      System.out.println(e);
    }
  }
}
JAVA
copy -DoutputDirectory=managed
copy -DoutputDirectory=corrected -Dnetty.version=4.2.17.Final
actual=$(
  cd managed
  ls netty-codec-base-*.jar netty-common-*.jar
  cd ..
  java -cp 'managed/*' Probe.java 2>errors.txt
  echo "with netty.version=4.2.17.Final: $(java -cp 'corrected/*' Probe.java 2>errors.txt)"
) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
