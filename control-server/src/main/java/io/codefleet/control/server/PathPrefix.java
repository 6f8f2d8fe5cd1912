package io.codefleet.control.server;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * The path below which a control plane is served, behind a proxy that serves other things too. Its routes do not know it:
 * it is taken off a request's path first.
 *
 * @param path such as {@code /fleet}; empty for none
 */
public record PathPrefix(String path) {
    private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
    private static final String WITHOUT = "path-without-prefix";

    /** @throws InvalidInputException if the path is malformed */
    public PathPrefix {
        if (!FORM.matcher(path).matches()) {
            throw new InvalidInputException(
                    "pathPrefix",
                    "is '" + path + "'; give a path such as /fleet, of letters, digits and . _ ~ -, that begins with a "
                            + "slash and does not end with one");
        }
    }

    /** Returns the path of a cookie that is sent to all that is below the prefix, and to nothing else. */
    public String cookiePath() {
        return path.isEmpty() ? "/" : path;
    }

    /** Adds to a router, before its routes, what takes the prefix off. What is not below the prefix is not found. */
    public void addTo(Router router) {
        if (!path.isEmpty()) {
            router.route().handler(this::takeOff);
        }
    }

    private void takeOff(RoutingContext context) {
        String requested = context.request().path();
        if (context.get(WITHOUT) != null) {
            context.next();
        } else if (requested.equals(path)) {
            context.response()
                    .setStatusCode(308)
                    .putHeader(HttpHeaders.LOCATION, path + "/" + query(context))
                    .end();
        } else if (requested.startsWith(path + "/")) {
            context.put(WITHOUT, true);
            context.reroute(context.request().method(), requested.substring(path.length()) + query(context));
        } else {
            context.fail(404);
        }
    }

    private static String query(RoutingContext context) {
        String query = context.request().query();
        return query == null ? "" : "?" + query;
    }
}
