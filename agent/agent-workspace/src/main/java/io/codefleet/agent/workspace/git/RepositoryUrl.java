package io.codefleet.agent.workspace.git;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a repository in its one normal form, so that two spellings of one place are equal and a beginning can be compared:
 * scheme and host in small letters, without the scheme's own port, with letters and digits as they are.
 *
 * <p>{@code git@host:x} and {@code ssh://git@host/x} are not equal, as Git takes the path of the first from the user's home folder
 * and that of the second from the root; each has a mirror of its own. {@link #isBelow} takes both for the same: the rules of
 * operators are about a host and a user, and the hosts of repositories serve both paths alike.
 *
 * @param scheme {@code https}, {@code http}, {@code ssh}, {@code git} or {@code file}; empty in a pattern for any but {@code file}
 * @param user who logs in by SSH
 * @param host the host, empty for {@code file}
 * @param port the port, unless it is the scheme's own
 * @param path the path, beginning with a slash; of {@code file} without percent signs for other characters
 * @param text the URL as Git takes it
 */
public record RepositoryUrl(
        String scheme, Optional<String> user, String host, OptionalInt port, String path, String text) {
    private static final Map<String, Integer> PORTS = Map.of("https", 443, "http", 80, "ssh", 22, "git", 9418);
    private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*)?");
    private static final Pattern SCP = Pattern.compile("([\\w.-]+)@([\\w.-]+):(.*)");
    private static final Pattern HOST_ALONE = Pattern.compile("([\\w.-]+(?::\\d+)?)(/.*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:([\\w.-]+)@)?([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final int MAX_PORT = 65_535;

    /** Returns whether a text is meant as the URL of a repository, valid or not, and not as a folder. */
    public static boolean isMeant(String text) {
        return WITH_SCHEME.matcher(text).matches() || SCP.matcher(text).matches();
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if no worker would use it; the message says why, without the URL
     */
    public static RepositoryUrl parse(String text) {
        if (text.codePoints().anyMatch(each -> Character.isISOControl(each) || Character.isWhitespace(each))) {
            throw new IllegalArgumentException("holds a blank or a control character; write %20 for a blank");
        }
        Matcher url = WITH_SCHEME.matcher(text);
        if (url.matches()) {
            String scheme = url.group(1).toLowerCase(Locale.ROOT);
            String path = url.group(3) == null ? "/" : url.group(3);
            return scheme.equals("file") ? ofFile(url.group(2), path) : ofHost(scheme, url.group(2), path);
        }
        Matcher scp = SCP.matcher(text);
        if (scp.matches()) {
            return ofScp(scp.group(1), scp.group(2), scp.group(3));
        }
        throw notKnown();
    }

    /**
     * Reads the beginning of URLs: a URL, or a host with or without a path, which stands for all schemes.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static RepositoryUrl parsePattern(String text) {
        Matcher host = HOST_ALONE.matcher(text);
        if (!host.matches()) {
            return parse(text);
        }
        RepositoryUrl url = ofHost("https", host.group(1), host.group(2) == null ? "/" : host.group(2));
        return new RepositoryUrl("", Optional.empty(), url.host, url.port, url.path, text);
    }

    /** Returns whether a text contains a login. Everything up to the last at sign may be one. */
    public static boolean hasLogin(String text) {
        Matcher url = WITH_SCHEME.matcher(text);
        if (!url.matches() || !text.contains("@")) {
            return false;
        }
        String authority = url.group(2);
        boolean ssh = url.group(1).equalsIgnoreCase("ssh");
        return ssh
                ? authority.matches("[^@]*:.*@.*|.*@.*@.*")
                : authority.contains("@") || authority.matches(".*:(?!\\d*$).*");
    }

    /** Returns a text that may be a URL, without the part that may be a login. */
    public static String withoutLogin(String text) {
        return text.replaceFirst("//.*@", "//***@");
    }

    private static IllegalArgumentException notKnown() {
        return new IllegalArgumentException(
                "is not a repository that a worker checks out; write https://, ssh://, git://,"
                        + " file:// or user@host:path");
    }

    private static RepositoryUrl ofFile(String host, String path) {
        if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
            throw new IllegalArgumentException(
                    "names a host, and a file URL leads to the worker's own disk; write file:/// and the path");
        }
        String plain = decoded(path);
        if (plain.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("holds a control character");
        }
        return ofPath(plain);
    }

    /** Returns the URL of a folder of this machine. */
    public static RepositoryUrl ofFolder(Path folder) {
        return ofPath(folder.toAbsolutePath().toString());
    }

    private static RepositoryUrl ofPath(String path) {
        StringBuilder text = new StringBuilder("file://");
        path.codePoints().forEach(each -> {
            if (each == '%' || each == '#' || Character.isWhitespace(each)) {
                for (byte part : Character.toString(each).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(String.format(Locale.ROOT, "%02X", part));
                }
            } else {
                text.appendCodePoint(each);
            }
        });
        return new RepositoryUrl("file", Optional.empty(), "", OptionalInt.empty(), path, text.toString());
    }

    private static RepositoryUrl ofHost(String scheme, String authority, String path) {
        Integer own = PORTS.get(scheme);
        Matcher parts = AUTHORITY.matcher(authority);
        if (own == null || !parts.matches() || (parts.group(1) != null && !scheme.equals("ssh"))) {
            throw notKnown();
        }
        int port = parts.group(3) == null ? own : Integer.parseInt(parts.group(3));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("has the port " + port + ", which does not exist");
        }
        String host = host(parts.group(2));
        String normal = path(path);
        Optional<String> user = Optional.ofNullable(parts.group(1));
        return new RepositoryUrl(
                scheme,
                user,
                host,
                port == own ? OptionalInt.empty() : OptionalInt.of(port),
                normal,
                scheme + "://" + user.map(name -> name + "@").orElse("") + host + (port == own ? "" : ":" + port)
                        + normal);
    }

    private static RepositoryUrl ofScp(String user, String givenHost, String path) {
        if (path.startsWith("-") || path.isEmpty() || givenHost.startsWith("-") || user.startsWith("-")) {
            throw notKnown();
        }
        String host = host(givenHost);
        String normal = path(path.startsWith("/") ? path : "/" + path);
        String text = user + "@" + host + ":" + (path.startsWith("/") ? normal : normal.substring(1));
        return new RepositoryUrl("ssh", Optional.of(user), host, OptionalInt.empty(), normal, text);
    }

    private static String host(String given) {
        return given.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    /**
     * Returns the path without steps upward. A server and its client library would resolve these, but a comparison of
     * prefixes would not.
     */
    private static String path(String given) {
        String normal = ESCAPE.matcher(given).replaceAll(escape -> {
            char plain = (char) Integer.parseInt(escape.group(1), 16);
            boolean unreserved = plain < 128 && (Character.isLetterOrDigit(plain) || "-._~".indexOf(plain) >= 0);
            return Matcher.quoteReplacement(
                    unreserved ? String.valueOf(plain) : escape.group().toUpperCase(Locale.ROOT));
        });
        for (String segment : normal.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException(
                        "has the step '" + segment + "' in its path; write the path without it");
            }
        }
        if (normal.contains("%2F")
                || normal.contains("%5C")
                || normal.contains("%00")
                || normal.matches(".*[\\\\?].*")) {
            throw new IllegalArgumentException(
                    "has a character in its path that hosts do not agree on: \\ ? %2F %5C %00");
        }
        return normal;
    }

    /** Returns a decoded path. As in Git, an invalid escape stays unchanged. */
    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            plain[length++] = low < 0 ? bytes[i] : (byte) (high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns whether the URL leads to the disk of the worker. */
    public boolean isLocal() {
        return scheme.equals("file");
    }

    /** Returns whether this URL equals another one or is below it; a name in the path counts as a whole. */
    public boolean isBelow(RepositoryUrl beginning) {
        boolean sameHost = (beginning.scheme.isEmpty() ? !isLocal() : beginning.scheme.equals(scheme))
                && beginning.host.equals(host)
                && beginning.port.equals(port)
                && (beginning.user.isEmpty() || beginning.user.equals(user));
        String above = beginning.path.replaceFirst("/+$", "");
        return sameHost && (path.equals(above) || path.startsWith(above + "/"));
    }

    @Override
    public String toString() {
        return text;
    }
}
