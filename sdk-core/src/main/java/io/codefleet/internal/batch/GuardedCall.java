package io.codefleet.internal.batch;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls what gives a future, so that it fails in one way only. */
public final class GuardedCall {
    private GuardedCall() {}

    /**
     * Makes a call and returns its future. If the call throws, an error of the virtual machine included, or returns null, the
     * future fails.
     */
    public static <T> Future<T> of(Supplier<? extends @Nullable Future<T>> call) {
        try {
            Future<T> answer = call.get();
            return answer == null ? Future.failedFuture(new NullPointerException("null in place of a future")) : answer;
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }
}
