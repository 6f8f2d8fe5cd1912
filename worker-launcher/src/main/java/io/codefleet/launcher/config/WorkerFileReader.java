package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a worker's YAML file as a layer. Which keys there may be is checked when the layers are merged. */
public final class WorkerFileReader {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final EnvironmentText environment;

    /** Creates a reader that takes {@code ${NAME}} from this environment. */
    public WorkerFileReader(Map<String, String> environment) {
        this.environment = new EnvironmentText(environment::get);
    }

    /**
     * Reads a configuration file.
     *
     * @throws ConfigException if the file cannot be read, is not YAML, or names a variable that is not set
     */
    public ConfigLayer read(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException("there is no configuration file " + file + "; check --config");
        }
        String text = TextFile.read("the configuration file", file);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "what can be read is in a folder");
        return parse(file.toString(), folder, text);
    }

    ConfigLayer parse(String name, String text) {
        return parse(name, Path.of(""), text);
    }

    /**
     * Parses the text of a file. Its exceptions have no cause, because the message of a cause quotes the file, which
     * may hold a password.
     */
    private ConfigLayer parse(String name, Path folder, String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            return oneBroker(name, new LayerParser(parser, environment, name, folder).layer());
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + line(e.getLocation()) + ": " + ConfigBinder.firstLine(e));
        } catch (IOException e) {
            throw new ConfigException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ConfigLayer oneBroker(String name, ConfigLayer layer) {
        if (layer.contains("redis") && layer.contains("broker.uri")) {
            throw new ConfigException(name + ": names the broker twice, as broker.uri and as redis; leave one out");
        }
        return layer;
    }

    private static String line(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? "" : " line " + location.getLineNr();
    }
}
