package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Check of the version of OpenCode. Its interface is not a standard and changes: an untested version may lose events, count costs
 * wrongly or ask a person.
 */
public final class ServerVersion {
    private static final Logger log = LoggerFactory.getLogger(ServerVersion.class);
    /** Those that the tests have run against. */
    static final List<String> TESTED = List.of("1.18.33");

    private static final int OLDEST_MAJOR = 1;
    private static final Pattern RELEASE = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\..*");

    private ServerVersion() {}

    /** Returns the versions of OpenCode that this worker was tested with. */
    public static List<String> tested() {
        return TESTED;
    }

    /**
     * Warns of a version that was never tested.
     *
     * @param strict whether it is refused
     * @throws OpenCodeException if the version is refused
     */
    static void check(String version, boolean strict) {
        if (TESTED.contains(version)) {
            return;
        }
        String tested = "tested: " + String.join(", ", TESTED);
        if (isTooOld(version)) {
            throw new OpenCodeException("OpenCode " + version + " is too old, its interface was another before "
                    + OLDEST_MAJOR + ".0 (" + tested + "); install a newer one: npm install -g opencode-ai@"
                    + TESTED.get(TESTED.size() - 1));
        }
        String named = version.isEmpty() ? "OpenCode does not say its version" : "OpenCode " + version;
        if (strict) {
            throw new OpenCodeException(named + " was never tested with this worker (" + tested
                    + "), and opencode.server.strict_version is set; install a version that was, or set it to false");
        }
        log.atWarn()
                .addKeyValue("version", version)
                .addKeyValue("tested", TESTED)
                .log(named + " was never tested with this worker; if tasks go wrong, use a version that was");
    }

    /** Returns whether a version is too old. A build of OpenCode from source reports version 0.0.0. */
    private static boolean isTooOld(String version) {
        Matcher release = RELEASE.matcher(version);
        return release.matches() && !version.startsWith("0.0.0") && Integer.parseInt(release.group(1)) < OLDEST_MAJOR;
    }
}
