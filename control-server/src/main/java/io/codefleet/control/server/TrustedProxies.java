package io.codefleet.control.server;

import io.codefleet.error.InvalidInputException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client of a request behind reverse proxies. A header counts only as far as proxies of these networks have written
 * it: the list of addresses is read from its end, to the first one that does not belong to such a proxy. Immutable.
 */
public final class TrustedProxies {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<IpSubnetFilterRule> networks;

    private TrustedProxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /**
     * Returns the proxies of these networks.
     *
     * @param networks addresses and networks, such as {@code 10.0.0.0/8}, {@code 192.0.2.7} or {@code 2001:db8::/32};
     *     empty: headers count of nobody
     * @throws InvalidInputException if one is neither
     */
    public static TrustedProxies of(List<String> networks) {
        List<IpSubnetFilterRule> rules = new ArrayList<>();
        for (String network : networks) {
            rules.add(rule("trustedProxies[" + rules.size() + "]", network));
        }
        return new TrustedProxies(List.copyOf(rules));
    }

    private static IpSubnetFilterRule rule(String field, String network) {
        int slash = network.indexOf('/');
        String address = slash < 0 ? network : network.substring(0, slash);
        // A name would be looked up, and mean another machine on another day.
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed == null) {
            throw new InvalidInputException(
                    field, "is '" + network + "'; give an address or a network, such as 192.0.2.7 or 10.0.0.0/8");
        }
        int bits = parsed.getAddress().length * Byte.SIZE == IPV4_BITS ? IPV4_BITS : IPV6_BITS;
        int prefix = slash < 0 ? bits : prefix(field, network, network.substring(slash + 1), bits);
        return new IpSubnetFilterRule(parsed, prefix, IpFilterRuleType.ACCEPT);
    }

    private static int prefix(String field, String network, String text, int bits) {
        int prefix = text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        if (prefix < 0 || prefix > bits) {
            throw new InvalidInputException(
                    field, "is '" + network + "'; the number behind the slash must be from 0 to " + bits);
        }
        return prefix;
    }

    private boolean trusts(@Nullable InetAddress address) {
        return address != null
                && networks.stream().anyMatch(network -> network.matches(new InetSocketAddress(address, 0)));
    }

    /** Returns where a request comes from. */
    public RequestSource source(HttpServerRequest request) {
        String peer = String.valueOf(request.remoteAddress().hostAddress());
        String authority =
                request.authority() == null ? "" : request.authority().toString();
        return source(new RequestSource(peer, request.isSSL(), authority), request.headers());
    }

    RequestSource source(RequestSource direct, MultiMap headers) {
        if (!trusts(NetUtil.createInetAddressFromIpAddressString(direct.address()))) {
            return direct;
        }
        Optional<RequestSource> standard = client(direct, ForwardedHops.standard(headers));
        Optional<RequestSource> common = client(direct, ForwardedHops.common(headers));
        // A proxy that writes one form passes the other on as the client sent it.
        boolean agree = standard.isEmpty()
                || common.isEmpty()
                || standard.get().address().equals(common.get().address());
        return agree ? common.or(() -> standard).orElse(direct) : direct;
    }

    /** Returns the source of the call. Each hop reports the caller of the hop behind it. */
    private Optional<RequestSource> client(RequestSource direct, List<ForwardedHop> hops) {
        RequestSource source = direct;
        for (int i = hops.size() - 1; i >= 0; i--) {
            ForwardedHop hop = hops.get(i);
            InetAddress address = hop.address();
            if (address == null) {
                return Optional.of(source);
            }
            source = new RequestSource(
                    address.getHostAddress(),
                    hop.proto().map("https"::equalsIgnoreCase).orElse(source.secure()),
                    hop.host().orElse(source.authority()));
            if (!trusts(address)) {
                return Optional.of(source);
            }
        }
        return hops.isEmpty() ? Optional.empty() : Optional.of(source);
    }
}
