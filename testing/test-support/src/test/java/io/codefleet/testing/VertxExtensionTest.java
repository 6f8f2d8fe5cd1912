package io.codefleet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class VertxExtensionTest {
    @RegisterExtension
    static final VertxExtension shared = new VertxExtension();

    private static final List<Vertx> earlier = new ArrayList<>();

    @RegisterExtension
    final VertxExtension own = new VertxExtension();

    private static boolean isOpen(Vertx vertx) {
        return FutureResults.get(vertx.executeBlocking(() -> true));
    }

    @RepeatedTest(2)
    void aVertxOfATestIsClosedAfterItAndOneOfAClassIsNot() {
        assertThat(earlier).allSatisfy(closed -> assertThatThrownBy(() -> isOpen(closed)));
        assertThat(isOpen(shared.get())).isTrue();
        earlier.add(own.get());
    }

    @AfterEach
    void bothAreOpenAfterTheTest() {
        assertThat(isOpen(own.get())).isTrue();
        assertThat(isOpen(shared.get())).isTrue();
    }

    @AfterAll
    static void theOneOfTheClassIsOpenAfterAllTests() {
        assertThat(isOpen(shared.get())).isTrue();
    }
}
