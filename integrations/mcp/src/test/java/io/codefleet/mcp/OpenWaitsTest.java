package io.codefleet.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenWaitsTest {
    private final OpenWaits waits = new OpenWaits(1);
    private final Promise<Void> gone = Promise.promise();
    private final Promise<String> end = Promise.promise();

    private Future<String> begin(ToolCaller caller, Promise<String> until) {
        return waits.within(caller, Duration.ofMinutes(1), until::future);
    }

    private static ToolCaller caller() {
        return ToolCaller.of(Optional.empty());
    }

    private void assertOnePlace() {
        Promise<String> other = Promise.promise();
        assertThat(begin(caller(), other).isComplete()).isFalse();
        assertThat(begin(caller(), Promise.promise()).cause()).isInstanceOf(TooManyWaitsException.class);
        other.complete("done");
    }

    @Test
    void aCallerThatIsGoneFreesItsPlaceOnce() {
        Future<String> abandoned = begin(caller().until(gone.future()), end);
        assertThat(begin(caller(), Promise.promise()).failed()).isTrue();

        gone.complete();
        assertOnePlace();
        end.complete("late");
        assertThat(abandoned.result()).isEqualTo("late");
        assertOnePlace();
    }

    @Test
    void aCallThatHasEndedFreesItsPlaceOnce() {
        Future<String> answered = begin(caller().until(gone.future()), end);

        end.complete("done");
        assertThat(answered.result()).isEqualTo("done");
        gone.complete();
        assertOnePlace();
    }
}
