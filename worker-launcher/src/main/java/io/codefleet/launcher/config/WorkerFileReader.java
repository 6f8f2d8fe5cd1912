package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codefleet.error.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a worker's YAML file, strictly: an unknown key, a wrong type or a variable that is not set is a {@link
 * ConfigException} with the line.
 */
public final class WorkerFileReader {
    private final ObjectMapper mapper;
    private final EnvironmentText environment;

    /** A reader that takes {@code ${NAME}} from this environment. */
    public WorkerFileReader(Map<String, String> environment) {
        this.environment = new EnvironmentText(environment::get);
        this.mapper = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .addModule(new ConfigValues())
                .build();
    }

    /** @throws ConfigException if the file cannot be read or is not a worker's configuration */
    public WorkerFile read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration file " + file + "; check --config", e);
        } catch (IOException e) {
            throw new ConfigException("the configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "what can be read is in a folder");
        return relativeTo(folder, parse(file.toString(), text));
    }

    WorkerFile parse(String name, String text) {
        try (ExpandingParser parser = new ExpandingParser(mapper.createParser(text), environment)) {
            return read(name, parser);
        } catch (IOException e) {
            throw new ConfigException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Gives the cause of a fault to nobody: its message quotes the file, which may hold a password. */
    private WorkerFile read(String name, ExpandingParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                return WorkerFile.EMPTY;
            }
            WorkerFile file = mapper.readValue(parser, WorkerFile.class);
            return file == null ? WorkerFile.EMPTY : oneBroker(name, file);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(name + " line " + parser.keyLine(path(e)) + ": " + unknownKey(e));
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + line(e.getLocation()) + ": " + fault(e));
        }
    }

    private static WorkerFile oneBroker(String name, WorkerFile file) {
        if (file.redis() != null && file.broker() != null && file.broker().uri() != null) {
            throw new ConfigException(name + ": names the broker twice, as broker.uri and as redis; leave one out");
        }
        return file;
    }

    private static String line(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? "" : " line " + location.getLineNr();
    }

    private static String fault(JsonProcessingException e) {
        String key = e instanceof JsonMappingException mapping ? path(mapping) : "";
        return (key.isEmpty() ? "" : key + ": ") + reason(e);
    }

    private static String reason(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException ours && ours.getMessage() != null) {
            return ours.getMessage();
        }
        if (e instanceof InvalidFormatException format) {
            return "'" + format.getValue() + "' is not " + kind(format.getTargetType());
        }
        if (e instanceof JsonMappingException mapping && mapping.getPath().isEmpty()) {
            return "is not a list of keys; begin with worker:, as in the example of codefleet worker --help";
        }
        return firstLine(e.getOriginalMessage());
    }

    private static String kind(Class<?> type) {
        if (type == Integer.class) {
            return "a whole number";
        }
        return type == Boolean.class ? "true or false" : "a " + type.getSimpleName();
    }

    private static String unknownKey(UnrecognizedPropertyException unknown) {
        Collection<Object> known = unknown.getKnownPropertyIds();
        List<String> names = known == null
                ? List.of()
                : known.stream().map(String::valueOf).sorted().toList();
        String mend = NearestName.of(unknown.getPropertyName(), names)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("known keys here: " + String.join(", ", names));
        return "unknown key '" + path(unknown) + "'; " + mend;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("is not valid YAML");
    }

    private static WorkerFile relativeTo(Path folder, WorkerFile file) {
        WorkerFile.WorkerPart worker = file.worker();
        WorkspacePart workspace = file.workspace();
        WorkerFile.OpenCodePart agent = file.opencode();
        WorkerFile.BrokerPart broker = file.broker();
        return new WorkerFile(
                worker == null ? null : worker.relativeTo(folder),
                workspace == null ? null : workspace.relativeTo(folder),
                agent == null ? null : agent.relativeTo(folder),
                broker == null ? null : broker.relativeTo(folder),
                file.redis(),
                file.monitoring());
    }
}
