package io.codefleet.broker;

import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Credentials and servers in a broker's URI, as in {@code scheme://user:password@a:1,b:2}, for authors of brokers. Unlike {@link
 * URI#getHost} and {@link URI#getUserInfo} it knows several hosts. Each fault is an {@link InvalidInputException} for the field
 * {@code uri}, which says what to write. Immutable.
 */
public final class UriAuthority {
    private final URI uri;
    private final Optional<String> userInfo;
    private final List<String> hosts;

    private UriAuthority(URI uri, Optional<String> userInfo, List<String> hosts) {
        this.uri = uri;
        this.userInfo = userInfo;
        this.hosts = hosts;
    }

    /** Reads the credentials and the servers of a URI that has a scheme. */
    public static UriAuthority of(URI uri) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        return new UriAuthority(
                uri,
                at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at)),
                List.copyOf(Arrays.asList(authority.substring(at + 1).split(",", -1))));
    }

    /** Returns the text before the {@code @}, not decoded. */
    public Optional<String> userInfo() {
        return userInfo;
    }

    /** Returns the hosts with the ports that they have, as the URI has them: neither checked nor decoded. */
    public List<String> hosts() {
        return hosts;
    }

    /**
     * Returns the servers, each as {@code host:port}.
     *
     * @param defaultPort the port of a server without one
     * @throws InvalidInputException if one of them cannot be a host
     */
    public List<String> servers(int defaultPort) {
        return hosts.stream().map(host -> server(host, defaultPort)).toList();
    }

    private String server(String host, int defaultPort) {
        String scheme = uri.getScheme();
        URI one;
        try {
            one = new URI(scheme, host, null, null, null);
        } catch (URISyntaxException e) {
            one = URI.create(scheme + ":none");
        }
        if (one.getHost() == null) {
            throw new InvalidInputException(
                    "uri",
                    "names the host '" + host + "'; write " + scheme + "://host:port, as in " + scheme + "://localhost:"
                            + defaultPort);
        }
        return one.getHost() + ":" + (one.getPort() < 0 ? defaultPort : one.getPort());
    }

    /**
     * Refuses a path or a fragment, for a broker whose URI ends with its servers and options.
     *
     * @throws InvalidInputException if the URI has one
     */
    public void refusePath() {
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (!path.isEmpty() && !path.equals("/")) {
            throw new InvalidInputException(
                    "uri",
                    "ends in " + path + "; write " + uri.getScheme() + "://host:port, and the tenant as the namespace");
        }
        if (uri.getRawFragment() != null) {
            throw new InvalidInputException("uri", "has a # part; leave it out, or write %23 for the sign");
        }
    }
}
