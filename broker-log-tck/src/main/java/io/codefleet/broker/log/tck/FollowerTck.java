package io.codefleet.broker.log.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes whose URI has {@code lead=false}: they never lead, also while no other process does. */
public abstract class FollowerTck extends LogTestBase {
    /** Longer than a process that may lead waits for the silence of the last leader. */
    private static final Duration LONG = Duration.ofSeconds(6);

    private static final Duration SHORT = Duration.ofSeconds(2);

    private final List<Broker> brokers = new ArrayList<>();

    /** Returns the provider that users have. */
    protected abstract BrokerProvider provider();

    /** Returns options with the namespace of the log under test, and with a URI that does not say whether a process may lead. */
    protected abstract CodefleetOptions options();

    @AfterEach
    void closeBrokers() {
        brokers.forEach(broker -> get(broker.close()));
    }

    private Future<Broker> connect(CodefleetOptions options) {
        return provider().connect(vertx, options, new IgnoringListener());
    }

    private Broker connected(Future<Broker> connecting) {
        Broker broker = get(connecting);
        brokers.add(broker);
        return broker;
    }

    private Future<Broker> connectFollower(Duration commandTimeout) {
        CodefleetOptions options = options();
        String uri = options.uri() + (options.uri().getRawQuery() == null ? "?" : "&") + "lead=false";
        return connect(CodefleetOptions.of(uri).namespace(options.namespace()).commandTimeout(commandTimeout));
    }

    private static Future<?> submit(Broker broker, String id) {
        return broker.submit(List.of(Task.of("do it").id(id)));
    }

    private static List<String> ids(Broker broker, String... asked) {
        return get(broker.find(List.of(asked))).stream()
                .map(info -> info.summary().id())
                .toList();
    }

    private List<StoredRecord> records() {
        return readAll(open(), 0);
    }

    @Test
    void aFollowerThatIsAloneDoesNotLead() {
        assertThat(failureOf(connectFollower(SHORT))).isInstanceOf(BrokerUnavailableException.class);
        assertThat(records()).isEmpty();
    }

    @Test
    void aFollowerWorksWithALeaderAndDoesNotReplaceIt() {
        Broker leader = connected(connect(options()));
        Broker follower = connected(connectFollower(LONG));
        get(submit(follower, "a"));
        assertThat(ids(leader, "a")).containsExactly("a");
        get(leader.close());

        List<StoredRecord> before = records();
        assertThat(failureOf(submit(follower, "b"))).isInstanceOf(BrokerUnavailableException.class);
        assertThat(records()).isEqualTo(before);

        Broker next = connected(connect(options()));
        get(submit(follower, "c"));
        assertThat(ids(next, "a", "c")).containsExactly("a", "c");
        assertThat(records())
                .filteredOn(stored -> stored.record().kind() == LogRecord.Kind.TERM)
                .extracting(stored -> stored.record().term())
                .containsExactly(1L, 2L);
    }
}
