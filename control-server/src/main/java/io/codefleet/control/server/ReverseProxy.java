package io.codefleet.control.server;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Reverse proxies between a server and its clients.
 *
 * @param prefix the path below which clients find the server
 * @param trusted the proxies whose headers count
 */
public record ReverseProxy(PathPrefix prefix, TrustedProxies trusted) {
    /**
     * Returns the proxy of these settings.
     *
     * @throws InvalidInputException if one is malformed; it names the setting
     */
    public static ReverseProxy of(String pathPrefix, List<String> trustedProxies) {
        return new ReverseProxy(new PathPrefix(pathPrefix), TrustedProxies.of(trustedProxies));
    }

    /** Returns where a request comes from. */
    public RequestSource source(HttpServerRequest request) {
        return trusted.source(request);
    }
}
