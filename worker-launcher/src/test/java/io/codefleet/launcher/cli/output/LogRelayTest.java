package io.codefleet.launcher.cli.output;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.LogLines;
import io.codefleet.agent.worker.SecretMask;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay keeps while nobody watches is bounded, and what it leaves out is counted. */
class LogRelayTest {
    private static final int KEPT = 200;
    private static final int LONGEST = 16 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final LoggerContext context = new LoggerContext();
    private final List<LogLines> received = new CopyOnWriteArrayList<>();
    private LogRelay relay;

    @BeforeEach
    void start() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        relay = new LogRelay(
                context, encoder, vertx, fleet, "w1", new SecretMask(Map.of("DEPLOY_TOKEN", "correct-horse-battery")));
        relay.start();
    }

    @AfterEach
    void close() throws Exception {
        relay.close();
        context.stop();
        get(fleet.close());
        get(vertx.close());
    }

    private void log(Level level, String message) {
        relay.doAppend(new LoggingEvent("", context.getLogger("test"), level, message, null, null));
    }

    private void watch() {
        fleet.logs().handler(received::add);
        relay.begin();
    }

    private List<String> lines() {
        return received.stream().flatMap(each -> each.lines().stream()).toList();
    }

    private long dropped() {
        return received.stream().mapToLong(LogLines::dropped).sum();
    }

    @Test
    void theLastLinesAreKeptForTheNextWatcherAndTheOthersCounted() {
        IntStream.range(0, KEPT + 50).forEach(i -> log(Level.INFO, "line " + i));
        watch();
        await().until(() -> lines().size() == KEPT);
        assertThat(lines())
                .isEqualTo(IntStream.range(50, KEPT + 50)
                        .mapToObj(i -> "line " + i)
                        .toList());
        assertThat(dropped()).isEqualTo(50);

        log(Level.INFO, "later");
        await().until(() -> lines().contains("later"));
        assertThat(dropped()).as("what was reported is not reported again").isEqualTo(50);
    }

    @Test
    void aLineThatIsTooLongIsCountedAndManyLongOnesComeInSeveralBatches() {
        log(Level.INFO, "y".repeat(LONGEST + 1));
        IntStream.range(0, 6).forEach(i -> log(Level.INFO, "x".repeat(LONGEST)));
        log(Level.INFO, "last");
        watch();
        await().until(() -> lines().contains("last"));
        assertThat(lines()).hasSize(7).noneMatch(line -> line.startsWith("y"));
        assertThat(dropped()).isEqualTo(1);
        assertThat(received).hasSizeGreaterThan(1);
    }

    @Test
    void secretsAreMaskedAndLinesBelowInfoAreNotSent() {
        log(Level.DEBUG, "details");
        log(Level.WARN, "the token is correct-horse-battery, and so on");
        log(Level.ERROR, "last");
        watch();
        await().until(() -> lines().contains("last"));
        assertThat(lines()).containsExactly("the token is ***, and so on", "last");
        assertThat(dropped()).isZero();
    }
}
