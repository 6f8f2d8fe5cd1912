#!/usr/bin/env bash
# A response of the Vert.x Redis client says twice as many entries as it iterates over, and cannot be asked what it
# is.
#
# Guess:   size() of a map is its number of entries, the number of steps of its iterator; isArray() and isMap() answer
#          false for a string.
# Happens: size() of HGETALL counts keys and values while the iterator and the stream give entries, so a loop by index
#          over size() reads past the end. isArray() and isMap() raise an exception on a string.
# Version: vertx-redis-client 5.2.3 (RESP3, its default) with redis-server 7.0.15
# Needs:   Maven, a JDK 17 or newer, and Redis 7.0.15 as in Debian 12
# Output seen:
#   | {a: 1, b: 2} size 4, keys [a, b], iterated 2
#   | isArray() of a string: java.lang.UnsupportedOperationException: This type doesn't hold an Array/Map type
#   | isMap() of a string: java.lang.UnsupportedOperationException: This type doesn't hold an Array/Map type
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; wait || true; rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-redis-client</artifactId><version>5.2.3</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

version=$(redis-server --version | grep -o 'v=[0-9.]*')
echo "redis-server $version"
[ "$version" = "v=7.0.15" ] || { echo "needs redis-server 7.0.15" >&2; exit 2; }
port=$((20000 + RANDOM % 9000))
redis-server --bind 127.0.0.1 --port "$port" --save '' --dir "$work" >server.log 2>&1 &
server=$!
for _ in $(seq 100); do
  ! grep -q 'Ready to accept connections' server.log || break
  sleep 0.1
done

cat >Probe.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Supplier;

public class Probe {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    RedisAPI redis = RedisAPI.api(Redis.createClient(vertx, "redis://127.0.0.1:" + args[0]));
    await(redis.hset(List.of("hash", "a", "1", "b", "2")));
    await(redis.set(List.of("text", "x")));
    Response hash = await(redis.hgetall("hash"));
    System.out.println(hash + " size " + hash.size() + ", keys " + hash.getKeys() + ", iterated " + hash.stream().count());
    Response text = await(redis.get("text"));
    System.out.println("isArray() of a string: " + ask(text::isArray));
    System.out.println("isMap() of a string: " + ask(text::isMap));
    vertx.close();
  }

  private static String ask(Supplier<Boolean> question) {
    try {
      return question.get().toString();
    } catch (UnsupportedOperationException e) {
      return e.toString();
    }
  }

  private static Response await(Future<Response> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
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
