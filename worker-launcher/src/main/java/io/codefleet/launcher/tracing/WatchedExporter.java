package io.codefleet.launcher.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Exporter that says once when spans do not reach their collector, and once when they do again. */
final class WatchedExporter implements SpanExporter {
    /** Ends the walk through causes that go in a circle. */
    private static final int MOST_CAUSES = 10;

    private final SpanExporter exporter;
    private final String target;
    private final Consumer<String> warnings;
    private final AtomicBoolean away = new AtomicBoolean();

    WatchedExporter(SpanExporter exporter, String target, Consumer<String> warnings) {
        this.exporter = exporter;
        this.target = target;
        this.warnings = warnings;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> ended(result));
        return result;
    }

    private void ended(CompletableResultCode result) {
        if (!result.isSuccess() && away.compareAndSet(false, true)) {
            warnings.accept("spans do not reach " + target + ": " + reason(result.getFailureThrowable())
                    + "; tasks go on, and spans are dropped until it takes them");
        } else if (result.isSuccess() && away.compareAndSet(true, false)) {
            warnings.accept("spans reach " + target + " again");
        }
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "it refused them";
        }
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "it answered with HTTP status " + http.getResponse().getStatusCode();
        }
        if (isOrHas(failure, IllegalArgumentException.class)) {
            // the message of Java's HTTP client repeats the header, which may be a key
            return "the request cannot be made; look at OTEL_EXPORTER_OTLP_HEADERS";
        }
        if (isOrHas(failure, ConnectException.class)) {
            return "nobody takes a connection there";
        }
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    }

    private static boolean isOrHas(Throwable failure, Class<? extends Throwable> type) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (type.isInstance(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    @Override
    public String toString() {
        return "WatchedExporter{" + target + "}";
    }
}
