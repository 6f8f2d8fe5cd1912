package io.codefleet.launcher.e2e;

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
final class TraceReceiver implements AutoCloseable {
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
    record ReceivedSpan(String service, Span span) {
        String name() {
            return span.getName();
        }

        String id() {
            return hex(span.getSpanId().toByteArray());
        }

        String parent() {
            return hex(span.getParentSpanId().toByteArray());
        }

        String trace() {
            return hex(span.getTraceId().toByteArray());
        }

        /** Its attributes; lists as their first value. */
        Map<String, Object> attributes() {
            return values(span.getAttributesList());
        }
    }

    static TraceReceiver start() {
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

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<ReceivedSpan> spans() {
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
