package io.codefleet.launcher.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WatchedExporterTest {
    private final Deque<CompletableResultCode> results = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private final WatchedExporter exporter = new WatchedExporter(new Scripted(), "http://collector", said::add);

    private final class Scripted implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return results.remove();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private void exports(CompletableResultCode result) {
        results.add(result);
        exporter.export(List.of());
    }

    private String reason(Throwable failure) {
        exports(CompletableResultCode.ofExceptionalFailure(failure));
        return said.get(0);
    }

    @Test
    void aRefusalIsReportedWithItsStatus() {
        assertThat(reason(FailedExportException.httpFailedWithResponse(new Unauthorized())))
                .startsWith("spans do not reach http://collector: it answered with HTTP status 401; ");
    }

    private record Unauthorized() implements HttpResponse {
        @Override
        public int getStatusCode() {
            return 401;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsNotShown() {
        Throwable fault = new CompletionException(new IllegalArgumentException("invalid header value: \"top-secret\""));
        assertThat(reason(FailedExportException.httpFailedExceptionally(fault)))
                .contains(": the request cannot be made; look at OTEL_EXPORTER_OTLP_HEADERS; ")
                .doesNotContain("top-secret");
    }

    @Test
    void eachAbsenceHasOneWarningAndItsEndAnother() {
        CompletableResultCode away =
                CompletableResultCode.ofExceptionalFailure(new IllegalStateException("it is full"));
        exports(CompletableResultCode.ofSuccess());
        exports(away);
        exports(away);
        exports(CompletableResultCode.ofSuccess());
        exports(CompletableResultCode.ofSuccess());
        exports(CompletableResultCode.ofFailure());
        assertThat(said)
                .containsExactly(
                        "spans do not reach http://collector: it is full; tasks go on, and spans are dropped until it takes "
                                + "them",
                        "spans reach http://collector again",
                        "spans do not reach http://collector: it refused them; tasks go on, and spans are dropped until it "
                                + "takes them");
    }
}
