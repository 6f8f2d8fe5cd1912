package io.codefleet.internal.batch;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls what gives a future, so that it fails in one way only. */
public final class GuardedCall {
    private GuardedCall() {}

    /**
     * The future that the call gives. What the call throws, an error of the virtual machine included, is the failure of the
     * future; so is a null in its place.
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
