package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetOptions;
import io.codefleet.launcher.config.BrokerAddress;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.WorkerFileReader;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the fleet of a command; a mixin. */
final class BrokerFlags {
    static final String BROKER_VARIABLE = "CODEFLEET_BROKER";
    static final String NAMESPACE_VARIABLE = "CODEFLEET_NAMESPACE";
    static final String ACTOR_VARIABLE = "CODEFLEET_ACTOR";
    static final String KEY_FILE_VARIABLE = "CODEFLEET_PAYLOAD_KEY_FILE";
    static final String KEYS_VARIABLE = "CODEFLEET_PAYLOAD_KEYS";
    static final String CONFIG_VARIABLE = "CODEFLEET_CONFIG";

    private static final ConfigLayer DEFAULTS = ConfigLayer.values()
            .put("broker.actor", userAtHost(), "the default")
            .layer();

    private static final Pattern PASSWORD_FILE = Pattern.compile("[?&]passwordFile=[^&#]");

    @Option(
            names = {"-b", "--broker"},
            paramLabel = "URI",
            description = {
                "Where the fleet is: redis://host, nats://host, amqp://host, kafka://host,",
                "file:/folder for one machine, or https://host for the gateway of a control plane",
                "with the API key in CODEFLEET_API_KEY.",
                "Put a password into CODEFLEET_BROKER, the file of --config, or a file of its own with",
                "redis://USER@HOST?passwordFile=FILE: on the command line other users can see it.",
                "Default: $CODEFLEET_BROKER, else " + BrokerAddress.DEFAULT_URI
            })
    private @Nullable String broker;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = {"The tenant of the fleet.", "Default: $CODEFLEET_NAMESPACE, else 'default'"})
    private @Nullable String namespace;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = {
                "The actor's name in 'codefleet audit'.",
                "Default: $CODEFLEET_ACTOR, else the file's, else USER@HOST"
            })
    private @Nullable String actor;

    @Option(
            names = "--payload-key-file",
            paramLabel = "FILE",
            description = {
                "Keys that encrypt the content of tasks and results: a line 'ID BASE64' each, and 'fingerprint"
                        + " BASE64'.",
                "For Redis and Valkey; other brokers refuse them.",
                "Default: $CODEFLEET_PAYLOAD_KEY_FILE, or the lines themselves in $CODEFLEET_PAYLOAD_KEYS; else "
                        + "nothing is encrypted"
            })
    private @Nullable Path payloadKeyFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {"A YAML file that names the broker, as for 'codefleet worker'.", "Default: $CODEFLEET_CONFIG"
            })
    private @Nullable Path config;

    private ConfigLayer flags() {
        return ConfigLayer.values()
                .put("broker.uri", broker == null ? null : withoutPassword(broker), "--broker")
                .put("broker.namespace", namespace, "--namespace")
                .put("broker.actor", actor, "--as")
                .put("broker.payload_key_file", payloadKeyFile, "--payload-key-file")
                .layer();
    }

    private static ConfigLayer variables(CommandContext around) {
        return ConfigLayer.values()
                .put("broker.uri", around.variable(BROKER_VARIABLE), BROKER_VARIABLE)
                .put("broker.namespace", around.variable(NAMESPACE_VARIABLE), NAMESPACE_VARIABLE)
                .put("broker.actor", around.variable(ACTOR_VARIABLE), ACTOR_VARIABLE)
                .put("broker.payload_key_file", around.variable(KEY_FILE_VARIABLE), KEY_FILE_VARIABLE)
                .put("broker.payload_keys", around.variable(KEYS_VARIABLE), KEYS_VARIABLE)
                .layer();
    }

    /** Returns the merged settings: flags override the environment, which overrides the file. */
    ConfigLayer merged(CommandContext around) {
        Path file = config;
        if (file == null && around.variable(CONFIG_VARIABLE) != null) {
            file = Path.of(around.variable(CONFIG_VARIABLE));
        }
        ConfigLayer below = file == null ? ConfigLayer.EMPTY : new WorkerFileReader(around.environment()).read(file);
        return flags().over(variables(around)).over(below).over(DEFAULTS);
    }

    /**
     * Returns a URI after a check that it has no password, because every user of a machine can see the arguments of its
     * processes.
     */
    static String withoutPassword(String uri) {
        int authority = uri.indexOf("//") + 2;
        int login = uri.substring(authority).split("[/?#]", 2)[0].lastIndexOf('@');
        // A login without a colon is a password, as redis://password@host is, unless a file holds that.
        boolean isUser = login >= 0
                && uri.substring(authority, authority + login).indexOf(':') < 0
                && PASSWORD_FILE.matcher(uri).find();
        if (login >= 0 && !isUser) {
            throw new CommandFailure(
                    "--broker holds a password, which other users of this machine can see; put the URI into "
                            + BROKER_VARIABLE + " or the file of --config, or write "
                            + "redis://USER@HOST?passwordFile=FILE");
        }
        return uri;
    }

    private static String userAtHost() {
        String name = System.getProperty("user.name", "") + "@" + CommandContext.hostName();
        return name.replaceAll("[^A-Za-z0-9._@-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    }

    CodefleetOptions options(CommandContext around) {
        return BrokerAddress.options(merged(around));
    }

    /** Returns the options of a command that contacts a fleet of other processes. */
    CodefleetOptions remoteOptions(CommandContext around) {
        CodefleetOptions options = options(around);
        if ("memory".equals(options.uri().getScheme())) {
            throw new CommandFailure("a memory: broker lives inside one process and has nobody else in it; "
                    + "name a Redis, a NATS server, a RabbitMQ, a Kafka, a folder (file:/path) or a gateway (https://host) "
                    + "with --broker, or try 'codefleet demo'");
        }
        return options;
    }
}
