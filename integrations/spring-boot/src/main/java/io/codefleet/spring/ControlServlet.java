package io.codefleet.spring;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Passes requests on to the control plane in this process, with a token of the user whom the application has authenticated. Cookies
 * and credentials of the application stay here. A browser sends those unasked, so that a call which changes something needs the header
 * {@value #CSRF_HEADER}, unless it has a bearer token.
 */
final class ControlServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String CSRF_HEADER = "X-Codefleet-Request";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 8192;
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /** What is about one connection, or about the application and its users. */
    private static final Set<String> KEPT = Set.of(
            "authorization",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authorization",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto");

    private final transient Supplier<OptionalInt> controlPort;
    private final transient ControlIdentity identity;
    private final transient ControlTokens tokens;
    private final transient HttpClient client;

    /**
     * Creates the servlet.
     *
     * @param controlPort gives the port of the control plane on this machine; absent while it does not run
     */
    ControlServlet(Supplier<OptionalInt> controlPort, ControlIdentity identity, ControlTokens tokens) {
        this.controlPort = controlPort;
        this.identity = identity;
        this.tokens = tokens;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ControlUser> user = identity.identify(request);
        OptionalInt port = controlPort.get();
        if (user.isEmpty()) {
            boolean known = request.getUserPrincipal() != null;
            refuse(
                    response,
                    known ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_UNAUTHORIZED,
                    known ? "You have no role of the control plane." : "Sign in to the application.");
        } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            refuse(
                    response,
                    HttpServletResponse.SC_NOT_IMPLEMENTED,
                    "WebSockets are not passed on; use the event streams, or a control plane of its own.");
        } else if (!isIntended(request)) {
            refuse(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "Send the header " + CSRF_HEADER + " with a call that changes something.");
        } else if (port.isEmpty()) {
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The control plane starts or stops.");
        } else {
            pass(request, response, port.getAsInt(), tokens.issue(user.get()));
        }
    }

    private static boolean isIntended(HttpServletRequest request) {
        String credentials = request.getHeader("Authorization");
        return SAFE.contains(request.getMethod())
                || request.getHeader(CSRF_HEADER) != null
                || (credentials != null && credentials.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length()));
    }

    private static void refuse(HttpServletResponse response, int status, String detail) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .write(("{\"type\":\"about:blank\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, int port, String token)
            throws IOException {
        HttpRequest call;
        try {
            call = call(request, port, token);
        } catch (IllegalArgumentException e) {
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, "The address or a header is malformed.");
            return;
        }
        try {
            answer(client.send(call, HttpResponse.BodyHandlers.ofInputStream()), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The application stops.");
        }
    }

    private static HttpRequest call(HttpServletRequest request, int port, String token) throws IOException {
        String query = request.getQueryString();
        String address = "http://127.0.0.1:" + port + request.getRequestURI() + (query == null ? "" : "?" + query);
        HttpRequest.Builder call =
                HttpRequest.newBuilder(URI.create(address)).method(request.getMethod(), body(request));
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                Collections.list(request.getHeaders(name)).forEach(value -> call.header(name, value));
            }
        }
        return call.setHeader("Authorization", "Bearer " + token).build();
    }

    private static BodyPublisher body(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length == 0 || (length < 0 && request.getHeader("Transfer-Encoding") == null)) {
            return BodyPublishers.noBody();
        }
        InputStream in = request.getInputStream();
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> in);
        return length < 0 ? stream : BodyPublishers.fromPublisher(stream, length);
    }

    private static void answer(HttpResponse<InputStream> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                response.setHeader(name, values.get(0));
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            }
        });
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = answer.body()) {
            OutputStream out = response.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                // an event of a stream must not wait for the next
                out.flush();
            }
        }
    }
}
