#!/usr/bin/env bash
# jnats refuses to end a subscription that has ended, except by its subject.
#
# Guess:   the end of a subscription can be asked for twice, as with close() of a connection and as with the same
#          method of the dispatcher for a subject, so that cleaning up needs no look at the state.
# Happens: with the Subscription as argument the second call raises an exception: a subscription that has ended counts
#          as one of another dispatcher. So does one that a limit of messages has ended before, on the thread of the
#          dispatcher.
# Version: jnats 2.26.2 with nats-server 2.9.10
# Needs:   Maven, a JDK 17 or newer, and Debian 12 for nats-server
# Output seen:
#   | dispatcher, by subject, first: done
#   | dispatcher, by subject, second: done
#   | dispatcher, by subscription, first: done
#   | dispatcher, by subscription, second: java.lang.IllegalStateException: Subscription is not managed by this Dispatcher
#   | dispatcher, after its limit of 1 message: java.lang.IllegalStateException: Subscription is not managed by this Dispatcher
#   | without a dispatcher, first: done
#   | without a dispatcher, second: java.lang.IllegalStateException: This subscription is inactive.
#   | connection, close, first: done
#   | connection, close, second: done
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
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Subscription;

public class Probe {
  public static void main(String[] args) throws Exception {
    Connection connection = Nats.connect("nats://127.0.0.1:" + args[0]);
    Dispatcher dispatcher = connection.createDispatcher(message -> {});

    dispatcher.subscribe("a");
    end("dispatcher, by subject, first", () -> dispatcher.unsubscribe("a"));
    end("dispatcher, by subject, second", () -> dispatcher.unsubscribe("a"));

    Subscription managed = dispatcher.subscribe("b", message -> {});
    end("dispatcher, by subscription, first", () -> dispatcher.unsubscribe(managed));
    end("dispatcher, by subscription, second", () -> dispatcher.unsubscribe(managed));

    Subscription limited = dispatcher.subscribe("c", message -> {});
    dispatcher.unsubscribe(limited, 1);
    connection.publish("c", new byte[0]);
    for (int i = 0; i < 200 && limited.isActive(); i++) {
      Thread.sleep(50);
    }
    end("dispatcher, after its limit of 1 message", () -> dispatcher.unsubscribe(limited));

    Subscription plain = connection.subscribe("d");
    end("without a dispatcher, first", plain::unsubscribe);
    end("without a dispatcher, second", plain::unsubscribe);

    end("connection, close, first", connection::close);
    end("connection, close, second", connection::close);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void end(String what, Step step) throws Exception {
    try {
      step.run();
      System.out.println(what + ": done");
    } catch (IllegalStateException e) {
      System.out.println(what + ": " + e);
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
