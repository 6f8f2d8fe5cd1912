package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TcpProxy;
import io.codefleet.redis.test.TcpProxy.Direction;
import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client and a worker go on after what Redis and the way to it can do to them, and nothing is lost or done twice. */
@Execution(ExecutionMode.CONCURRENT)
class SurvivalTest {
    /** What happens, in the midst of work. */
    private enum Fault {
        KILLED_AND_RESTARTED {
            @Override
            void strike(Scene scene) {
                scene.server.kill();
            }

            @Override
            void heal(Scene scene) {
                scene.server.restart();
            }
        },
        SCRIPTS_FORGOTTEN {
            @Override
            void strike(Scene scene) {
                scene.ask("SCRIPT", "FLUSH");
            }
        },
        CLIENTS_KILLED {
            @Override
            void strike(Scene scene) {
                scene.ask("CLIENT", "KILL", "TYPE", "normal");
                scene.ask("CLIENT", "KILL", "TYPE", "pubsub");
            }
        },
        /** What is said until they are back is lost. */
        SUBSCRIBERS_KILLED {
            @Override
            void strike(Scene scene) {
                scene.fleet.release();
                scene.ask("CLIENT", "KILL", "TYPE", "pubsub");
                scene.fleet.hold();
            }
        },
        FROZEN {
            @Override
            void strike(Scene scene) {
                scene.server.pause();
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }

            @Override
            void heal(Scene scene) {
                scene.server.resume();
            }
        },
        MEMORY_FULL {
            @Override
            void strike(Scene scene) {
                scene.ask("CONFIG", "SET", "maxmemory", "1");
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }

            @Override
            void heal(Scene scene) {
                scene.ask("CONFIG", "SET", "maxmemory", "0");
            }
        },
        MADE_A_REPLICA {
            @Override
            void strike(Scene scene) {
                scene.ask("REPLICAOF", "127.0.0.1", "1");
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }

            @Override
            void heal(Scene scene) {
                scene.ask("REPLICAOF", "NO", "ONE");
            }
        },
        MADE_A_REPLICA_THAT_SERVES_NOTHING {
            @Override
            void strike(Scene scene) {
                scene.ask("CONFIG", "SET", "replica-serve-stale-data", "no");
                MADE_A_REPLICA.strike(scene);
            }

            @Override
            void heal(Scene scene) {
                MADE_A_REPLICA.heal(scene);
            }
        },
        WITHOUT_ENOUGH_REPLICAS {
            @Override
            void strike(Scene scene) {
                scene.ask("CONFIG", "SET", "min-replicas-to-write", "1");
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }

            @Override
            void heal(Scene scene) {
                scene.ask("CONFIG", "SET", "min-replicas-to-write", "0");
            }
        },
        CUT {
            @Override
            void strike(Scene scene) {
                scene.proxy.cut();
            }
        },
        REFUSED {
            @Override
            void strike(Scene scene) {
                scene.proxy.refuse();
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }
        },
        SPLIT_THAT_HEALS {
            @Override
            void strike(Scene scene) {
                scene.proxy.hold();
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }
        },
        HALF_OPEN {
            @Override
            void strike(Scene scene) {
                scene.proxy.swallow();
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }
        },
        DEAF {
            @Override
            void strike(Scene scene) {
                scene.proxy.swallow(Direction.TO_CLIENT);
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }
        },
        DUMB {
            @Override
            void strike(Scene scene) {
                scene.proxy.swallow(Direction.TO_SERVER);
                scene.fleet.submit(1);
                scene.fleet.awaitRefusal();
            }
        },
        SLOW {
            @Override
            void strike(Scene scene) {
                scene.proxy.delay(Duration.ofMillis(100));
            }
        };

        abstract void strike(Scene scene);

        void heal(Scene scene) {
            scene.proxy.pass();
        }
    }

    /** A fleet whose Redis, and the way to it, can be broken. */
    private static final class Scene implements AutoCloseable {
        final RedisTestServer server =
                RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable().withPersistence());
        final TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port());
        final SmallFleet fleet = new SmallFleet("redis://127.0.0.1:" + proxy.port());

        void ask(String... words) {
            RedisConsole.ask(server.port(), words);
        }

        /** The ids of the connections for messages. */
        Set<String> subscribers() {
            return Pattern.compile("(?m)^id=\\d+")
                    .matcher(RedisConsole.text(server.port(), "CLIENT", "LIST", "TYPE", "pubsub"))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        }

        @Override
        public void close() {
            proxy.pass();
            fleet.close();
            proxy.close();
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void afterAFaultTheFleetResumesWithoutLossOrDuplicates(Fault fault) {
        try (Scene scene = new Scene()) {
            scene.fleet.hold();
            scene.fleet.submit(20);
            scene.fleet.awaitFullSlots();

            fault.strike(scene);
            scene.fleet.submit(10);
            scene.fleet.release();
            fault.heal(scene);

            scene.fleet.submit(10);
            scene.fleet.awaitAllDoneOnce();
        }
    }

    @Test
    void aSilentSubscriptionIsKeptWhileItsProbesAreAnswered() {
        try (Scene scene = new Scene()) {
            Set<String> before = scene.subscribers();
            scene.ask("CONFIG", "RESETSTAT");
            await().until(() -> RedisConsole.text(scene.server.port(), "INFO", "commandstats")
                    .matches("(?s).*cmdstat_ping:calls=([1-9]\\d|[6-9]),.*"));
            assertThat(scene.subscribers()).isEqualTo(before);
        }
    }

    @Test
    void aSubscriptionWithoutProbeAnswersIsReplaced() {
        try (Scene scene = new Scene()) {
            Set<String> before = scene.subscribers();
            scene.proxy.swallow();
            scene.fleet.submit(1);
            // Each takes the command timeout, and a probe comes after two.
            scene.fleet.awaitRefusal();
            scene.fleet.awaitRefusal();
            scene.fleet.awaitRefusal();
            scene.proxy.pass();
            await().untilAsserted(() -> assertThat(scene.subscribers()).hasSizeGreaterThanOrEqualTo(2 * before.size()));
        }
    }

    @Test
    void aSubscriberThatIsTooSlowIsDisconnectedAndMissesNothing() {
        try (Scene scene = new Scene()) {
            scene.ask("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000 0 0");
            Set<String> before = scene.subscribers();
            scene.fleet.hold();
            scene.fleet.submit(40);
            scene.fleet.awaitFullSlots();
            scene.fleet.release();

            scene.fleet.awaitAllDoneOnce();
            assertThat(scene.subscribers()).isNotEqualTo(before);
        }
    }
}
