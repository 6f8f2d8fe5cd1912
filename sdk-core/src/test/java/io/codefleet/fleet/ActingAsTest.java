package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.BulkOptions;
import io.codefleet.BulkSubmitException;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A view of a client acts for somebody else. */
class ActingAsTest extends FleetTest {
    private List<String> actorsOf(String subject) {
        return get(fleet.audit(AuditQuery.ALL.subject(subject))).items().stream()
                .map(AuditEntry::actor)
                .distinct()
                .toList();
    }

    @Test
    void whatAViewDoesIsItsActors() {
        CodefleetClient ben = fleet.actingAs("ben#key-1");
        assertThat(ben.options().actor()).isEqualTo("ben#key-1");
        get(ben.submitTask(Task.of("x").id("single")));
        get(ben.submitTasks(List.of(Task.of("x").id("several"))));
        get(ben.submitAll(List.of(Task.of("x").id("bulk")).iterator(), BulkOptions.DEFAULT)
                .result());
        get(ben.submitTask(Task.of("x").id("cancelled")).compose(handle -> handle.cancel("over")));
        get(fleet.submitTask(Task.of("x").id("own")));

        for (String id : new String[] {"single", "several", "bulk", "cancelled"}) {
            assertThat(actorsOf(id)).as(id).containsExactly("ben#key-1");
        }
        assertThat(actorsOf("own")).containsExactly(fleet.options().actor());
    }

    @Test
    void theChildrenOfARunOfAViewAreItsActors() {
        worker(fleet, quick(), ECHO);
        get(fleet.actingAs("ben")
                .consensus(Consensus.on(Task.of("x")).samples(2).run(RunOptions.of("poll")))
                .result());
        assertThat(get(fleet.audit(AuditQuery.ALL)).items())
                .extracting(AuditEntry::actor)
                .containsOnly("ben");
    }

    @Test
    void anOutcomeReachesTheHandleOfAView() {
        worker(fleet, quick(), ECHO);
        Outcome outcome = get(fleet.actingAs("ben").submitTask(Task.of("x")).compose(handle -> handle.outcome()));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aViewIsClosedWithItsClientAndNotBefore() {
        CodefleetClient ben = fleet.actingAs("ben");
        get(ben.close());
        Future<Outcome> waits = get(ben.submitTask(Task.of("x").id("waits"))).outcome();
        get(fleet.submitTask(Task.of("x").id("own")));

        get(fleet.close());
        assertThatThrownBy(() -> get(waits)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(ben.submitTask(Task.of("x").id("late")))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(ben.submitAll(List.of(Task.of("x")).iterator(), BulkOptions.DEFAULT)
                        .result()))
                .isInstanceOf(BulkSubmitException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aViewHasTheInterceptorsOfItsClient() {
        CodefleetClient host = get(Codefleet.connect(CodefleetOptions.of("memory:" + name)
                .submitInterceptors((task, submitted) -> task.tag("seen", "yes"))));
        get(host.actingAs("ben").submitTask(Task.of("x").id("t")));
        assertThat(get(host.task("t")).orElseThrow().task().tags()).containsEntry("seen", "yes");
        get(host.close());
    }

    @Test
    void aMalformedActorIsRefused() {
        assertThatThrownBy(() -> fleet.actingAs("ben smith")).isInstanceOf(InvalidInputException.class);
    }
}
