package io.codefleet.launcher.worker;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A folder that one attempt works in.
 *
 * @param folder where it is
 * @param leave gives it back; never fails
 */
record Workspace(Path folder, Supplier<Future<@Nullable Void>> leave) {
    Future<@Nullable Void> close() {
        return leave.get();
    }
}
