package io.codefleet.faults.equivalence;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.CodefleetOptions;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.inmemory.InMemoryBrokerProvider;
import io.codefleet.broker.redis.RedisBrokerProvider;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The in-memory broker and Redis, driven by the same random steps, show the same after each of them. */
class BrokerEquivalenceTest {
    private static final List<String> IDS =
            IntStream.range(0, 12).mapToObj(number -> "t" + number).toList();
    private static final int WORKERS = 3;

    private static Vertx vertx;
    private static RedisTestServer server;

    @BeforeContainer
    static void start() {
        vertx = Vertx.vertx();
        server = RedisTestServer.start();
    }

    @AfterContainer
    static void stop() {
        server.close();
        join(vertx.close());
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Arbitrary<Integer> worker() {
        return Arbitraries.integers().between(0, WORKERS - 1);
    }

    /** The latest attempts are the ones that still matter; earlier ones are late. */
    private static Arbitrary<Integer> attempt() {
        return Arbitraries.integers().between(0, 40);
    }

    private static Arbitrary<String> id() {
        return Arbitraries.of(IDS);
    }

    private static Arbitrary<Task> task() {
        Arbitrary<Task> plain = Combinators.combine(
                        id(),
                        Arbitraries.of("a", "b"),
                        Arbitraries.of(0, 5, 5, 9),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("x")),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(Duration.ZERO)),
                                Tuple.of(1, Arbitraries.just(Duration.ofHours(1)))),
                        Arbitraries.frequency(Tuple.of(20, "as ever"), Tuple.of(1, "something else")))
                .as((id, type, priority, requires, delay, prompt) -> Task.of(prompt)
                        .id(id)
                        .type(id.compareTo("t6") < 0 ? "a" : type)
                        .priority(priority)
                        .tag("priority", String.valueOf(priority))
                        .requires(requires)
                        .delay(delay)
                        .maxAttempts(3));
        Arbitrary<String> parent = Arbitraries.of("t0", "t1", "run").injectNull(0.6);
        Arbitrary<Integer> limit = Arbitraries.of(1, 2).injectNull(0.7);
        Arbitrary<Placement> placement = Arbitraries.frequency(
                Tuple.of(6, Placement.anywhere()),
                Tuple.of(1, Placement.worker("w0")),
                Tuple.of(1, Placement.roundRobin()),
                Tuple.of(1, Placement.leastBusy()),
                Tuple.of(1, Placement.bySuccessRate()));
        return Combinators.combine(plain, parent, placement, limit, allowance())
                .as((complete, above, place, atOnce, paid) -> {
                    Task task = atOnce == null ? complete : complete.concurrency("shop", atOnce);
                    Task placed = (paid == null ? task : task.allowance(paid)).placement(place);
                    return above == null || above.equals(task.id()) ? placed : placed.parent(above);
                });
    }

    /** Some that a few attempts use up, and one that is counted only. */
    private static Arbitrary<Allowance> allowance() {
        Allowance team = Allowance.of("team");
        return Arbitraries.of(
                        team,
                        team.perDay(Budget.cost("0.05")),
                        team.perDay(Budget.tokens(30)),
                        Allowance.of("all").total(Budget.cost("0.03")))
                .injectNull(0.6);
    }

    @Provide
    static Arbitrary<List<Op>> steps() {
        Arbitrary<Set<TaskStatus>> ended = Arbitraries.of(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)
                .set()
                .ofMaxSize(2);
        Arbitrary<Op> one = Arbitraries.frequencyOf(
                Tuple.of(8, task().list().ofMinSize(1).ofMaxSize(3).map(BrokerEquivalenceTest::distinct)),
                Tuple.of(1, task().map(Op.Replay::new)),
                Tuple.of(
                        5,
                        Combinators.combine(
                                        worker(),
                                        Arbitraries.of(Set.of("*"), Set.of("a"), Set.of("a", "b")),
                                        Arbitraries.of(Set.<String>of(), Set.of("x")))
                                .as(Op.Beat::new)),
                Tuple.of(1, worker().map(Op.Unregister::new)),
                Tuple.of(
                        10,
                        Combinators.combine(worker(), Arbitraries.integers().between(1, 3))
                                .as(Op.Claim::new)),
                Tuple.of(1, worker().map(Op.ClaimAgain::new)),
                Tuple.of(
                        6,
                        Combinators.combine(attempt(), Arbitraries.of(true, false))
                                .as(Op.Complete::new)),
                Tuple.of(3, attempt().map(Op.Fail::new)),
                Tuple.of(
                        4,
                        Combinators.combine(attempt(), Arbitraries.of(true, false))
                                .as(Op.Retry::new)),
                Tuple.of(2, attempt().map(Op.Release::new)),
                Tuple.of(2, attempt().map(Op.Cancelled::new)),
                Tuple.of(2, attempt().map(Op.Renew::new)),
                Tuple.of(
                        2,
                        Combinators.combine(attempt(), Arbitraries.integers().between(0, 9))
                                .as(Op.Save::new)),
                Tuple.of(
                        1,
                        Combinators.combine(attempt(), Arbitraries.of("half", "nearly"))
                                .as(Op.PublishProgress::new)),
                Tuple.of(
                        3,
                        Arbitraries.of("t0", "t1", "t2", "t7", "run", "nobody").map(Op.Cancel::new)),
                Tuple.of(1, id().set().ofMaxSize(4).map(ids -> new Op.Follow(List.copyOf(ids)))),
                Tuple.of(
                        1,
                        Combinators.combine(ended, Arbitraries.integers().between(1, 3))
                                .as(Op.Purge::new)),
                Tuple.of(4, Arbitraries.of(Op.Plain.values())));
        return one.list().ofMinSize(20).ofMaxSize(120);
    }

    private static Op distinct(List<Task> tasks) {
        return new Op.Submit(List.copyOf(tasks.stream()
                .collect(Collectors.toMap(Task::id, task -> task, (first, again) -> first))
                .values()));
    }

    /** The same tries in each build. */
    @Property(tries = 300, seed = "1545520500")
    void bothBrokersShowTheSame(@ForAll("steps") List<Op> steps) {
        compare(steps);
    }

    /** Other tries each time; runs on demand. */
    @Property(tries = 3000)
    @Tag("search")
    void bothBrokersShowTheSameWhateverIsTried(@ForAll("steps") List<Op> steps) {
        compare(steps);
    }

    private static void compare(List<Op> steps) {
        String name = UUID.randomUUID().toString();
        try (Both both = new Both(name)) {
            for (Op step : steps) {
                assertThat(both.redis.play(step)).as("of %s", step).isEqualTo(both.memory.play(step));
                assertThat(both.redis.state(IDS)).as("after %s", step).isEqualTo(both.memory.state(IDS));
            }
            assertThat(both.redis.story()).isEqualTo(both.memory.story());
        }
    }

    /** A namespace of each broker. */
    private static final class Both implements AutoCloseable {
        private final List<Broker> brokers;
        final BrokerUnderTest memory;
        final BrokerUnderTest redis;

        Both(String name) {
            Broker one = connect(new InMemoryBrokerProvider(), "memory:" + name, name);
            Broker other = connect(new RedisBrokerProvider(), server.uri(), name);
            brokers = List.of(one, other);
            memory = new BrokerUnderTest(one);
            redis = new BrokerUnderTest(other);
        }

        private static Broker connect(BrokerProvider provider, String uri, String namespace) {
            return join(provider.connect(vertx, CodefleetOptions.of(uri).namespace(namespace), BrokerUnderTest.DEAF));
        }

        @Override
        public void close() {
            brokers.forEach(broker -> join(broker.close()));
        }
    }
}
