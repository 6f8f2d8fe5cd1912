#!/usr/bin/env bash
# A watcher of a NATS key-value bucket does not hear that a key has expired.
#
# Guess:   a watcher that gets each put and delete gets the end of a key by the time-to-live of the bucket as well, so
#          that a candidate can wait for the end of a leader's lock.
# Happens: the key is gone, and the watcher has seen the put only.
# Version: nats-server 2.9.10 with jnats 2.26.2
# Needs:   Maven, a JDK 17 or newer, and Debian 12 for nats-server
# Output seen:
#   | expires: gone
#   | seen: [expires PUT, deleted PUT, deleted DELETE]
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
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public class Probe {
  public static void main(String[] args) throws Exception {
    try (Connection connection = Nats.connect("nats://127.0.0.1:" + args[0])) {
      connection.keyValueManagement()
          .create(KeyValueConfiguration.builder().name("locks").ttl(Duration.ofSeconds(1)).build());
      KeyValue locks = connection.keyValue("locks");
      List<String> seen = new CopyOnWriteArrayList<>();
      locks.watchAll(new KeyValueWatcher() {
        @Override
        public void watch(KeyValueEntry entry) {
          seen.add(entry.getKey() + " " + entry.getOperation());
        }

        @Override
        public void endOfData() {}
      });
      locks.put("expires", "x");
      locks.put("deleted", "x");
      locks.delete("deleted");
      for (int i = 0; i < 200 && locks.get("expires") != null; i++) {
        Thread.sleep(50);
      }
      Thread.sleep(2000);
      System.out.println("expires: " + (locks.get("expires") == null ? "gone" : "still there"));
      System.out.println("seen: " + seen);
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
