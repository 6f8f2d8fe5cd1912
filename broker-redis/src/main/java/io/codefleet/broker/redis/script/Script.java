package io.codefleet.broker.redis.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One atomic step. Its file's first lines say what it does, what it takes and what it returns. */
public enum Script {
    /** {@code submit.lua}. */
    SUBMIT,
    /** {@code follow.lua}. */
    FOLLOW,
    /** {@code find.lua}. */
    FIND,
    /** {@code list.lua}. */
    LIST,
    /** {@code stats.lua}. */
    STATS,
    /** {@code workers.lua}. */
    WORKERS,
    /** {@code events.lua}. */
    EVENTS,
    /** {@code cancel.lua}. */
    CANCEL,
    /** {@code purge.lua}. */
    PURGE,
    /** {@code pause.lua}. */
    PAUSE,
    /** {@code command.lua}. */
    COMMAND,
    /** {@code heartbeat.lua}. */
    HEARTBEAT,
    /** {@code unregister.lua}. */
    UNREGISTER,
    /** {@code claim.lua}. */
    CLAIM,
    /** {@code signals.lua}. */
    SIGNALS,
    /** {@code renew.lua}. */
    RENEW,
    /** {@code report.lua}. */
    REPORT,
    /** {@code progress.lua}. */
    PROGRESS,
    /** {@code reap.lua}. */
    REAP;

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include (.+)$");

    private final String source;
    private final String sha;

    Script() {
        source = withIncludes(read(name().toLowerCase(Locale.ROOT)));
        sha = sha1(source);
    }

    private static String withIncludes(String script) {
        Matcher include = INCLUDE.matcher(script);
        if (!include.find()) {
            throw new IllegalStateException("a script without its include line");
        }
        StringBuilder whole = new StringBuilder(script.substring(0, include.start()));
        for (String name : include.group(1).trim().split(" ")) {
            whole.append(read("include/" + name)).append('\n');
        }
        return whole.append(script.substring(include.end())).toString();
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String source() {
        return source;
    }

    String sha() {
        return sha;
    }
}
