package io.codefleet.control.server;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what proxies say of a request's way: the client first, the last proxy's caller last. */
final class ForwardedHops {
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
    private static final Pattern ELEMENT = Pattern.compile("(?:[^\",]++|" + QUOTED + ")++");
    private static final Pattern PAIR = Pattern.compile("\\s*([A-Za-z]+)=(" + QUOTED + "|[^\";,\\s]+)\\s*(?:;|$)");

    private ForwardedHops() {}

    /** Returns the hops of the header {@code Forwarded} (RFC 7239). */
    static List<ForwardedHop> standard(MultiMap headers) {
        List<ForwardedHop> hops = new ArrayList<>();
        Matcher elements = ELEMENT.matcher(String.join(",", headers.getAll("Forwarded")));
        while (elements.find()) {
            Map<String, String> pairs = new TreeMap<>();
            Matcher pair = PAIR.matcher(elements.group());
            while (pair.find()) {
                pairs.put(pair.group(1).toLowerCase(Locale.ROOT), unquoted(pair.group(2)));
            }
            hops.add(new ForwardedHop(
                    pairs.getOrDefault("for", "unknown"),
                    Optional.ofNullable(pairs.get("proto")),
                    Optional.ofNullable(pairs.get("host"))));
        }
        return hops;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** Returns the hops of {@code X-Forwarded-For}, with what {@code -Proto} and {@code -Host} say of each. */
    static List<ForwardedHop> common(MultiMap headers) {
        List<String> nodes = values(headers, "X-Forwarded-For");
        List<String> protos = values(headers, "X-Forwarded-Proto");
        List<String> hosts = values(headers, "X-Forwarded-Host");
        List<ForwardedHop> hops = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            hops.add(new ForwardedHop(nodes.get(i), of(protos, i, nodes.size()), of(hosts, i, nodes.size())));
        }
        return hops;
    }

    /**
     * Returns the value of one hop. Proxies add to the list, or replace it by one value, which is then the last one's.
     */
    private static Optional<String> of(List<String> values, int hop, int hops) {
        if (values.size() == hops) {
            return Optional.of(values.get(hop));
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    private static List<String> values(MultiMap headers, String name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.getAll(name)) {
            for (String value : line.split(",", -1)) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
        }
        return values;
    }
}
