package io.codefleet.launcher.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.codefleet.CodefleetClient;
import io.codefleet.agent.worker.SecretMask;
import io.codefleet.launcher.config.LogSettings;
import io.vertx.core.Vertx;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/** Sets up where log lines go. Only the executable does; the SDK leaves it to its host. */
public final class Logging {
    private Logging() {}

    /** Chooses loggers that drop every line, for the rest of this process; call it before the first logger is made. */
    public static void off() {
        System.setProperty("slf4j.provider", SilentLogs.class.getName());
        // else slf4j reports the choice on standard error
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    /** Configures the logging of commands for people: no output, or on demand all of it, on standard error. */
    public static void forCommands(boolean debug) {
        if (!debug && !(LoggerFactory.getILoggerFactory() instanceof LoggerContext)) {
            return;
        }
        LoggerContext context = reset();
        if (debug) {
            start(context, plain(context), "System.err", Level.DEBUG);
        } else {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        }
    }

    /** Adds warnings, on standard error, to the logging of a command that runs for long, unless all lines are shown already. */
    public static void warnings() {
        atLeast(Level.WARN);
    }

    /** Configures the logging of a server, on standard error: what it does, unless all lines are shown already. */
    public static void forServers() {
        atLeast(Level.INFO);
    }

    /**
     * Configures the logging of a worker that shows something else on its terminal: warnings on standard error, and all that it
     * does for its {@link #relay}, unless all lines are shown already.
     */
    public static void forRelay() {
        atLeast(Level.INFO, Level.WARN);
    }

    private static void atLeast(Level level) {
        atLeast(level, level);
    }

    private static void atLeast(Level level, Level shown) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (!context.getLogger(Logger.ROOT_LOGGER_NAME).isErrorEnabled()) {
            context.reset();
            ThresholdFilter filter = new ThresholdFilter();
            filter.setLevel(shown.levelStr);
            filter.start();
            start(context, plain(context), "System.err", level).addFilter(filter);
        }
    }

    /** Configures the logging of a worker, whose log is its output. */
    public static void forWorker(LogSettings settings) {
        LoggerContext context = reset();
        Encoder<ILoggingEvent> encoder = settings.format() == LogSettings.Format.JSON ? json(context) : plain(context);
        start(context, encoder, "System.out", Level.toLevel(settings.level().name()));
    }

    /** Sends the log lines of a worker to those who watch the fleet, until the relay is closed. */
    public static LogRelay relay(Vertx vertx, CodefleetClient fleet, String workerId) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogRelay relay = new LogRelay(context, json(context), vertx, fleet, workerId, new SecretMask(System.getenv()));
        relay.begin();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(relay);
        return relay;
    }

    private static LoggerContext reset() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context;
    }

    private static Encoder<ILoggingEvent> plain(LoggerContext context) {
        LogLine layout = new LogLine();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("timestamp");
        names.setVersion("[ignore]");
        names.setLevelValue("[ignore]");
        names.setThread("[ignore]");
        names.setLogger("logger");
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setFieldNames(names);
        encoder.addKeyValueKeyFieldName("worker=worker_id");
        encoder.addKeyValueKeyFieldName("task=task_id");
        encoder.setTimeZone("UTC");
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static ConsoleAppender<ILoggingEvent> start(
            LoggerContext context, Encoder<ILoggingEvent> encoder, String target, Level level) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(target);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(level);
        // It prints a stack for a connection that is refused while it is being made. The caller that makes it has the
        // failure too.
        context.getLogger("io.vertx.redis.client.impl.RedisConnectionManager").setLevel(Level.OFF);
        Level libraries = level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO;
        // the fault of a task's schema is in its error; the words of a task stay out of the log
        context.getLogger("com.networknt.schema").setLevel(Level.OFF);
        context.getLogger("io.netty").setLevel(libraries);
        // below it has the texts of messages, with their prompts
        context.getLogger("io.modelcontextprotocol").setLevel(libraries);
        context.getLogger("io.vertx").setLevel(libraries);
        // It warns of each connection that breaks, and lists all its settings for each client; calls say what fails.
        context.getLogger("org.apache.kafka").setLevel(Level.DEBUG.isGreaterOrEqual(level) ? level : Level.ERROR);
        return appender;
    }
}
