#!/usr/bin/env bash
# NATS purges everything where it is asked to purge what is before sequence 1.
#
# Guess:   a purge with a "seq" removes the messages up to, but not including, that sequence, so nothing for 1, as
#          the documentation of STREAM.PURGE says. A log that is cut at a computed position needs no special case.
# Happens: 1 counts as no limit: all messages are removed, or all that match the filter, the one at sequence 1 too.
#          From 2 on the limit works.
# Version: nats-server 2.9.10 with jnats 2.26.2
# Needs:   Maven, a JDK 17 or newer, and Debian 12 for nats-server
# Output seen:
#   | before 1 of all: 4 purged, left: none
#   | before 2 of all: 1 purged, left: 2 3 4
#   | before 3 of all: 2 purged, left: 3 4
#   | before 1 of s.a: 3 purged, left: 3
#   | before 2 of s.a: 1 purged, left: 2 3 4
#   | before 3 of s.a: 2 purged, left: 3 4
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; wait || true; rm -rf "$work"' EXIT
cd "$work"

if ! server_program=$(command -v nats-server); then
  apt-get download nats-server=2.9.10-1+b3 >apt.log 2>&1 || { cat apt.log >&2; exit 2; }
  dpkg-deb -x nats-server_*.deb .
  server_program=$work/usr/sbin/nats-server
fi
version=$("$server_program" --version)
echo "$version"
[ "$version" = "nats-server: v2.9.10" ] || { echo "needs nats-server 2.9.10" >&2; exit 2; }

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.nats</groupId><artifactId>jnats</artifactId><version>2.26.2</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

port=$((20000 + RANDOM % 9000))
printf 'listen: 127.0.0.1:%s\njetstream { store_dir: "%s", max_file: 100M }\n' "$port" "$work/store" >server.conf
"$server_program" -c server.conf >server.log 2>&1 &
server=$!
for _ in $(seq 100); do
  ! grep -q 'Server is ready' server.log || break
  sleep 0.1
done

cat >Probe.java <<'JAVA'
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.PurgeOptions;
import io.nats.client.api.StreamConfiguration;

public class Probe {
  public static void main(String[] args) throws Exception {
    try (Connection connection = Nats.connect("nats://127.0.0.1:" + args[0])) {
      JetStreamManagement management = connection.jetStreamManagement();
      for (String filter : new String[] {null, "s.a"}) {
        for (long sequence = 1; sequence <= 3; sequence++) {
          management.addStream(StreamConfiguration.builder().name("S").subjects("s.>").build());
          for (String subject : new String[] {"s.a", "s.a", "s.b", "s.a"}) {
            connection.jetStream().publish(subject, new byte[0]);
          }
          PurgeOptions options = PurgeOptions.builder().subject(filter).sequence(sequence).build();
          long purged = management.purgeStream("S", options).getPurged();
          System.out.println("before " + sequence + " of " + (filter == null ? "all" : filter) + ": " + purged + " purged, left:"
              + left(management));
          management.deleteStream("S");
        }
      }
    }
  }

  private static String left(JetStreamManagement management) throws Exception {
    String left = "";
    for (int sequence = 1; sequence <= 4; sequence++) {
      try {
        management.getMessage("S", sequence);
        left += " " + sequence;
      } catch (JetStreamApiException e) {
        if (e.getApiErrorCode() != 10037) {
          throw e;
        }
      }
    }
    return left.isEmpty() ? " none" : left;
  }
}
JAVA
actual=$(java -Dfile.encoding=UTF-8 -cp 'lib/*' Probe.java "$port" 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
