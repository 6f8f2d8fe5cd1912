package io.codefleet.agent.workspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose turn it is in a folder. */
class FolderLockTest {
    private static final Path SHOP = Path.of("/p/shop");

    private final FolderLock line = new FolderLock();

    @ParameterizedTest
    @CsvSource({"/p/shop, false", "/p/shop/a, false", "/p, false", "/, false", "/p/shop2, true", "/q, true"})
    void oneWaitsForFoldersAboveAndBelowAndForNoOther(Path other, boolean enters) {
        assertThat(line.enter(SHOP).isComplete()).isTrue();

        assertThat(line.isTaken(other)).isEqualTo(!enters);
        Future<Void> second = line.enter(other);

        assertThat(second.isComplete()).isEqualTo(enters);
        line.unlock(SHOP);
        assertThat(second.isComplete()).isTrue();
    }

    @Test
    void aWaiterForAParentFolderIsNotOvertakenByWaitersForItsSubfolders() {
        line.enter(SHOP.resolve("a"));
        Future<Void> all = line.enter(SHOP);
        Future<Void> part = line.enter(SHOP.resolve("b"));
        assertThat(part.isComplete()).isFalse();

        line.unlock(SHOP.resolve("a"));

        assertThat(all.isComplete()).isTrue();
        assertThat(part.isComplete()).isFalse();
        line.unlock(SHOP);
        assertThat(part.isComplete()).isTrue();
        line.unlock(SHOP.resolve("b"));
        assertThat(line.isTaken(Path.of("/"))).isFalse();
    }

    @Test
    void subfoldersAreGrantedWhenTheParentIsReleased() {
        line.enter(SHOP);
        Future<Void> a = line.enter(SHOP.resolve("a"));
        Future<Void> b = line.enter(SHOP.resolve("b"));
        Future<Void> again = line.enter(SHOP.resolve("a"));

        line.unlock(SHOP);

        assertThat(a.isComplete()).isTrue();
        assertThat(b.isComplete()).isTrue();
        assertThat(again.isComplete()).isFalse();
    }
}
