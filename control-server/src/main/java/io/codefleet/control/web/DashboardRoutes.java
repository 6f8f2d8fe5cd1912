package io.codefleet.control.web;

import io.codefleet.control.auth.Authenticator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the dashboard, and the page that renders the OpenAPI document. All its files come from this server, and a content security policy keeps the page from loading,
 * or running, anything else. The page's one inline script is its import map, which is allowed by its hash.
 */
public final class DashboardRoutes {
    /** In a folder at the root, as the contract is. */
    private static final String ROOT = "codefleet-control/dashboard";

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    /** Where the libraries' files lie in their jars, by the name that the import map uses. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "lit", "META-INF/resources/_static/lit/3.3.1",
            "lit-html", "META-INF/resources/_static/lit-html/3.3.3",
            "lit-element", "META-INF/resources/_static/lit-element/4.2.2",
            "reactive-element", "META-INF/resources/_static/reactive-element/2.1.2",
            "uplot", "META-INF/resources/webjars/uplot/1.6.30/dist",
            "highlight", "META-INF/resources/webjars/highlightjs/11.11.1");

    private static final String REFERENCE = "META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final String SELF = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            + "script-src 'self'";

    private final Authenticator authenticator;
    private final LoginTickets tickets;
    private final Predicate<HttpServerRequest> refused;
    private final Buffer page;
    private final Buffer reference;
    private final String policy;

    /**
     * Creates the routes.
     *
     * @param refused counts a request that redeems a ticket; whether it was one too many, and has its answer
     */
    public DashboardRoutes(Authenticator authenticator, LoginTickets tickets, Predicate<HttpServerRequest> refused) {
        this.refused = refused;
        this.authenticator = authenticator;
        this.tickets = tickets;
        String html = read(ROOT + "/index.html");
        this.page = Buffer.buffer(html);
        this.policy = SELF + " 'sha256-" + importMapHash(html) + "'";
        this.reference = Buffer.buffer(read(ROOT + "/reference.html"));
    }

    /** Adds the routes to a router. */
    public void addTo(Router router) {
        router.get("/").handler(context -> page(context, page, policy));
        router.get("/api").handler(this::reference);
        addReference(router, "swagger-ui.css", "text/css");
        addReference(router, "swagger-ui-bundle.js", "text/javascript");
        router.get("/login").handler(this::redeem);
        LIBRARIES.forEach(
                (name, folder) -> router.get("/assets/lib/" + name + "/*").handler(files(folder)));
        router.get("/assets/*").handler(files(ROOT));
        router.get("/favicon.ico")
                .handler(context -> context.response().setStatusCode(204).end());
    }

    private static StaticHandler files(String folder) {
        return StaticHandler.create(folder)
                .setIncludeHidden(false)
                .setDirectoryListing(false)
                .setCachingEnabled(true)
                .setMaxAgeSeconds(300);
    }

    /** Serves one file of the library. Other files of the library are pages that the dashboard does not need. */
    private static void addReference(Router router, String name, String type) {
        router.get("/assets/lib/swagger-ui/" + name)
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .sendFile(REFERENCE + name));
    }

    /**
     * Serves the page of the API reference. Refuses a path that ends with a slash, as the page would look for its files
     * in another folder.
     */
    private void reference(RoutingContext context) {
        if (context.request().path().endsWith("/")) {
            context.fail(404);
        } else {
            page(context, reference, SELF);
        }
    }

    private static void page(RoutingContext context, Buffer page, String policy) {
        HttpServerResponse response = context.response();
        secure(response, policy);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(page);
    }

    private static void secure(HttpServerResponse response, String policy) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private void redeem(RoutingContext context) {
        if (refused.test(context.request())) {
            return;
        }
        String ticket = context.request().getParam("ticket", "");
        HttpServerResponse response = context.response();
        secure(response, policy);
        tickets.redeem(ticket)
                .map(token -> authenticator.signIn(context.request(), token))
                .ifPresentOrElse(
                        signedIn -> signedIn.onComplete(done -> response.setStatusCode(303)
                                .putHeader(HttpHeaders.LOCATION, "./")
                                .end()),
                        () -> response.setStatusCode(303)
                                .putHeader(HttpHeaders.LOCATION, "./#/login?expired=1")
                                .end());
    }

    private static String read(String resource) {
        try (InputStream in = DashboardRoutes.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String importMapHash(String html) {
        Matcher map = IMPORT_MAP.matcher(html);
        if (!map.find()) {
            throw new IllegalStateException("index.html has no import map");
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
