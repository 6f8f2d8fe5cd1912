#!/usr/bin/env bash
# A chain of publishes with expected sequences goes on behind a stranger's message in NATS.
#
# Guess:   of messages that expect the sequences 1, 2, 3, all after the first refused one are refused, so a writer
#          that was replaced cannot append.
# Happens: the stranger takes the sequence number of the refused message, so the next one expects exactly that number
#          and is accepted: one message is missing in the middle, and the old writer's last one stands behind the new
#          writer's.
# Version: nats-server 2.9.10 with jnats 2.26.2
# Needs:   Maven, a JDK 17 or newer, and Debian 12 for nats-server
# Output seen:
#   | old writer 1 expects 0: stored as 1
#   | new writer 1 expects 1: stored as 2
#   | old writer 2 expects 1: wrong last sequence: 2 [10071]
#   | old writer 3 expects 2: stored as 3
#   | log 1: old writer 1
#   | log 2: new writer 1
#   | log 3: old writer 3
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
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.nats.client.api.StreamConfiguration;

public class Probe {
  public static void main(String[] args) throws Exception {
    try (Connection connection = Nats.connect("nats://127.0.0.1:" + args[0])) {
      JetStreamManagement management = connection.jetStreamManagement();
      management.addStream(StreamConfiguration.builder().name("LOG").subjects("log").build());
      JetStream stream = connection.jetStream();
      publish(stream, "old writer 1", 0);
      publish(stream, "new writer 1", 1);
      publish(stream, "old writer 2", 1);
      publish(stream, "old writer 3", 2);
      for (int sequence = 1; sequence <= 3; sequence++) {
        System.out.println("log " + sequence + ": " + new String(management.getMessage("LOG", sequence).getData()));
      }
    }
  }

  private static void publish(JetStream stream, String text, long expected) throws Exception {
    PublishOptions options = PublishOptions.builder().expectedLastSequence(expected).build();
    try {
      System.out.println(text + " expects " + expected + ": stored as " + stream.publish("log", text.getBytes(), options).getSeqno());
    } catch (JetStreamApiException e) {
      System.out.println(text + " expects " + expected + ": " + e.getMessage());
    }
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
