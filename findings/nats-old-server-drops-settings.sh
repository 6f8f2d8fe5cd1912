#!/usr/bin/env bash
# jnats sends settings that an older NATS server drops without a word.
#
# Guess:   a client that offers compression, the first sequence, metadata, the life of a message or a subject for the
#          expected sequence gets an error where the server does not know them.
# Happens: the stream is created, the messages are stored and acknowledged, the keys do not expire, and a condition
#          that cannot hold is accepted. Only the configuration that comes back shows it. A lock that expires by such
#          a time never ends.
# Version: nats-server 2.9.10 with jnats 2.26.2
# Needs:   Maven, a JDK 17 or newer, and Debian 12 for nats-server
# Output seen:
#   | compression S2 -> none
#   | first sequence 100 -> 1
#   | metadata {owner=probe} -> null
#   | expected sequence 1 of s.other, which has none -> accepted
#   | key with a life of 1 s, after 3 s -> still there
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
import io.nats.client.JetStreamManagement;
import io.nats.client.KeyValue;
import io.nats.client.MessageTtl;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.util.Map;

public class Probe {
  public static void main(String[] args) throws Exception {
    try (Connection connection = Nats.connect("nats://127.0.0.1:" + args[0])) {
      JetStreamManagement management = connection.jetStreamManagement();
      StreamConfiguration created = management
          .addStream(StreamConfiguration.builder()
              .name("S")
              .subjects("s.>")
              .compressionOption(CompressionOption.S2)
              .firstSequence(100)
              .metadata(Map.of("owner", "probe"))
              .build())
          .getConfiguration();
      System.out.println("compression S2 -> " + created.getCompressionOption());
      System.out.println("first sequence 100 -> " + created.getFirstSequence());
      System.out.println("metadata {owner=probe} -> " + created.getMetadata());

      JetStream stream = connection.jetStream();
      stream.publish("s.a", new byte[0]);
      PublishOptions impossible = PublishOptions.builder()
          .expectedLastSubjectSequenceSubject("s.other")
          .expectedLastSubjectSequence(1)
          .build();
      try {
        stream.publish("s.a", new byte[0], impossible);
        System.out.println("expected sequence 1 of s.other, which has none -> accepted");
      } catch (io.nats.client.JetStreamApiException e) {
        System.out.println("expected sequence 1 of s.other, which has none -> " + e.getMessage());
      }

      connection.keyValueManagement().create(KeyValueConfiguration.builder().name("locks").build());
      KeyValue locks = connection.keyValue("locks");
      locks.create("lock", new byte[0], MessageTtl.seconds(1));
      Thread.sleep(3000);
      System.out.println("key with a life of 1 s, after 3 s -> " + (locks.get("lock") == null ? "gone" : "still there"));
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
