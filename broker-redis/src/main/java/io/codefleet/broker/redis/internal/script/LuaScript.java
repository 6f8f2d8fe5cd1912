package io.codefleet.broker.redis.internal.script;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One atomic step. Its file's first lines say what it does, what it takes and what it returns. */
public enum LuaScript {
    /** {@code layout.lua}. */
    LAYOUT,
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
    /** {@code spending.lua}. */
    SPENDING,
    /** {@code workers.lua}. */
    WORKERS,
    /** {@code events.lua}. */
    EVENTS,
    /** {@code audit.lua}. */
    AUDIT,
    /** {@code cancel.lua}. */
    CANCEL,
    /** {@code children.lua}. */
    CHILDREN,
    /** {@code places.lua}. */
    PLACES,
    /** {@code purge.lua}. */
    PURGE,
    /** {@code purge_dead_letters.lua}. */
    PURGE_DEAD_LETTERS,
    /** {@code pause.lua}. */
    PAUSE,
    /** {@code command.lua}; a command that is given twice is obeyed twice. */
    COMMAND(false),
    /** {@code heartbeat.lua}. */
    HEARTBEAT,
    /** {@code unregister.lua}. */
    UNREGISTER,
    /** {@code claim.lua}; made twice it takes more tasks. */
    CLAIM(false),
    /** {@code signals.lua}. */
    SIGNALS,
    /** {@code renew.lua}. */
    RENEW,
    /** {@code report.lua}. */
    REPORT,
    /** {@code progress.lua}; made twice it publishes twice. */
    PROGRESS(false),
    /** {@code log.lua}; made twice it publishes twice. */
    LOG(false),
    /** {@code checkpoint.lua}. */
    CHECKPOINT,
    /** {@code maintenance.lua}. */
    MAINTENANCE,
    /** {@code documents.lua}. */
    DOCUMENTS,
    /** {@code document.lua}; made twice it finds its own change, and reports it as that of another. */
    DOCUMENT(false);

    /** A command as it stands in a script, given directly or through what {@code base.lua} has for it. */
    private static final Pattern CALL = Pattern.compile("\\b(?:redis\\.p?call|read|write)\\('(\\w+)'");

    /** Each is read when it is first used: a client that lives for one call uses two or three of all scripts. */
    private static final Map<LuaScript, ReadScript> READ = new ConcurrentHashMap<>();

    private record ReadScript(String source, String sha) {}

    /** Returns the commands that these scripts call, in lower case. */
    public static Set<String> commands(Set<LuaScript> scripts) {
        return scripts.stream()
                .flatMap(script -> CALL.matcher(script.source()).results())
                .map(command -> command.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private final boolean repeatable;

    LuaScript() {
        this(true);
    }

    LuaScript(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /** Returns whether a call may be made again when it is unknown whether it was done. */
    boolean isRepeatable() {
        return repeatable;
    }

    private ReadScript read() {
        return READ.computeIfAbsent(this, script -> {
            String source = LuaScriptFile.read(script.name().toLowerCase(Locale.ROOT));
            return new ReadScript(source, LuaScriptFile.sha1(source));
        });
    }

    String source() {
        return read().source;
    }

    String sha() {
        return read().sha;
    }
}
