package io.codefleet.launcher.worker;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A folder that one attempt works in.
 *
 * @param folder where it is
 * @param leave gives it back; never fails
 */
record Workspace(Path folder, Supplier<Future<Void>> leave) {
    Future<Void> close() {
        return leave.get();
    }
}
