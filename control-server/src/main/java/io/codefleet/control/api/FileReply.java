package io.codefleet.control.api;

import io.codefleet.control.auth.Digests;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a request for a file: all of it, the part that the header {@code Range} asks for, or that it has not changed. An agent wrote
 * the file, so that no browser may show it as a page of this server: it is an attachment, of a type that runs nothing.
 */
final class FileReply {
    private static final int TAG_DIGITS = 32;
    private static final Pattern RANGE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._ -]");
    private static final Map<String, String> GUARDS = Map.of(
            "Content-Security-Policy",
            "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            // A cache may keep the file and asks each time whether the caller may still have it.
            "Cache-Control",
            "private, no-cache",
            // The bytes of a range are those of the file as it is, not of a compressed form.
            "Content-Encoding",
            "identity",
            "Accept-Ranges",
            "bytes");

    private final ApiCall call;
    private final String name;
    private final String mediaType;
    private final byte[] content;
    private final String tag;

    private FileReply(ApiCall call, String name, String mediaType, byte[] content) {
        this.call = call;
        this.name = name;
        this.mediaType = mediaType;
        this.content = content;
        this.tag = '"' + Digests.sha256(content).substring(0, TAG_DIGITS) + '"';
    }

    /**
     * Creates a reply with a file.
     *
     * @param name the name under which a browser stores the file
     */
    static ApiReply of(ApiCall call, String name, String mediaType, byte[] content) {
        return new FileReply(call, name, mediaType, content).reply();
    }

    private ApiReply reply() {
        if (call.header("If-None-Match").filter(this::hasTag).isPresent()) {
            return ApiReply.empty(304).with(headers());
        }
        Optional<String> range = call.header("Range")
                .filter(given -> call.header("If-Range").map(tag::equals).orElse(true));
        return range.map(RANGE::matcher)
                .filter(Matcher::matches)
                .filter(asked -> !asked.group(1).isEmpty() || !asked.group(2).isEmpty())
                .map(this::part)
                .orElseGet(() -> file(200, content));
    }

    private boolean hasTag(String given) {
        return given.trim().equals("*")
                || Arrays.stream(given.split(",", -1))
                        .map(each -> each.trim().replaceFirst("^W/", ""))
                        .anyMatch(tag::equals);
    }

    /**
     * Returns the requested part of the file. A range that is malformed, or several ranges, may be answered with the
     * whole file; a range beyond the end may not.
     */
    private ApiReply part(Matcher asked) {
        long length = content.length;
        long first;
        long last;
        if (asked.group(1).isEmpty()) {
            first = Math.max(0, length - Long.parseLong(asked.group(2)));
            last = length - 1;
        } else {
            first = Long.parseLong(asked.group(1));
            last = asked.group(2).isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(asked.group(2)));
            if (!asked.group(2).isEmpty() && Long.parseLong(asked.group(2)) < first) {
                return file(200, content);
            }
        }
        if (first >= length) {
            Problem problem = Problem.of(
                    ProblemKind.RANGE_NOT_SATISFIABLE,
                    "The file has " + length + " bytes; the range begins behind them.");
            return call.reply(problem).with(Map.of("Content-Range", "bytes */" + length, "Accept-Ranges", "bytes"));
        }
        return file(206, Arrays.copyOfRange(content, (int) first, (int) last + 1))
                .with(Map.of("Content-Range", "bytes " + first + "-" + last + "/" + length));
    }

    private ApiReply file(int status, byte[] bytes) {
        return new ApiReply(status, mediaType, Buffer.buffer(bytes), headers());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(GUARDS);
        headers.put("ETag", tag);
        headers.put("Content-Disposition", disposition(name));
        return headers;
    }

    /**
     * Returns the disposition header of a file. Clients that do not read the encoded name of RFC 6266 get one without
     * special characters.
     */
    private static String disposition(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + UNSAFE.matcher(name).replaceAll("_") + "\"; filename*=UTF-8''" + encoded;
    }
}
