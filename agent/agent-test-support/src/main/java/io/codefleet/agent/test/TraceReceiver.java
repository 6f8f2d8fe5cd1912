package io.codefleet.agent.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.codefleet.testing.FreePort;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collector of a test: takes spans by the OpenTelemetry protocol over HTTP. */
public final class TraceReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

    private TraceReceiver(HttpServer server) {
        this.server = server;
    }

    /**
     * A span.
     *
     * @param service the service that sent it
     * @param span as it came
     */
    public record ReceivedSpan(String service, Span span) {
        /** Returns its name. */
        public String name() {
            return span.getName();
        }

        /** Returns its id, in hexadecimal digits. */
        public String id() {
            return hex(span.getSpanId().toByteArray());
        }

        /** Returns the id of the span that it is in; empty if it is the first of its trace. */
        public String parent() {
            return hex(span.getParentSpanId().toByteArray());
        }

        /** Returns the id of its trace. */
        public String trace() {
            return hex(span.getTraceId().toByteArray());
        }

        /** Returns its attributes; lists as their first value. */
        public Map<String, Object> attributes() {
            return values(span.getAttributesList());
        }
    }

    /** Starts one on a free port. */
    public static TraceReceiver start() {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
            TraceReceiver receiver = new TraceReceiver(server);
            server.createContext("/v1/traces", receiver::take);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the value of {@code OTEL_EXPORTER_OTLP_ENDPOINT} that leads here. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the spans that have come so far. */
    public List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            for (ResourceSpans each : ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()) {
                String service = String.valueOf(
                        values(each.getResource().getAttributesList()).get("service.name"));
                each.getScopeSpansList().stream()
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(span -> spans.add(new ReceivedSpan(service, span)));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Map<String, Object> values(List<KeyValue> attributes) {
        Map<String, Object> values = new TreeMap<>();
        attributes.forEach(each -> values.put(each.getKey(), value(each.getValue())));
        return values;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE -> value(value.getArrayValue().getValues(0));
            default -> value.toString();
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
