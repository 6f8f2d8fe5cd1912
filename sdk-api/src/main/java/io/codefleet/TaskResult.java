package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Result of a completed task. Immutable; each method that takes an argument returns a changed copy. */
@CheckReturnValue
public final class TaskResult {
    /** The key of {@link #data()} under which an answer is that the task asked for as JSON; see {@link OutputSchema}. */
    public static final String OUTPUT = "output";

    /** The key of {@link #data()} for the size in bytes of a patch that was too large, or how much of it was counted at least. */
    public static final String OMITTED_PATCH_BYTES = "omittedPatchBytes";

    /** The key of {@link #data()} for how many changed files {@link #files()} does not name. */
    public static final String OMITTED_FILES = "omittedFiles";

    /** The key of {@link #data()} for a list of paths that may have changed, too, and could not be read; {@code .} is all. */
    public static final String UNREPORTED = "unreported";

    /** The key of {@link #data()} for a list of files of which the patch has a reference to Git LFS, and not the content. */
    public static final String OMITTED_CONTENT = "omittedContent";

    /** The key of {@link #data()} for how many characters of {@link #text()} were left out at its end. */
    public static final String OMITTED_TEXT = "omittedTextCharacters";

    /** A result without text. */
    public static final TaskResult EMPTY = text("");

    private final String text;
    private final Map<String, Object> data;
    private final Optional<String> patch;
    private final List<String> files;
    private final Usage usage;
    private final Optional<String> model;
    private final Optional<String> sessionId;
    private final Duration duration;
    private final List<Artifact> artifacts;
    private final AgentReport agent;

    private TaskResult(Builder builder) {
        this.text = builder.text;
        this.data = Check.json("result.data", builder.data);
        this.patch = Optional.ofNullable(builder.patch);
        this.files = List.copyOf(builder.files);
        this.usage = builder.usage;
        this.model = Optional.ofNullable(builder.model);
        this.sessionId = Optional.ofNullable(builder.sessionId);
        this.duration = builder.duration;
        this.artifacts = List.copyOf(builder.artifacts);
        this.agent = builder.agent;
        Check.notNegative("result.duration", duration);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the answer in words; may be empty. */
    public String text() {
        return text;
    }

    /** Returns the answer as JSON values, where the handler gives one. */
    public Map<String, Object> data() {
        return data;
    }

    /** Returns what changed in the project, as a unified diff. */
    public Optional<String> patch() {
        return patch;
    }

    /** Returns the paths that changed, relative to the project. */
    public List<String> files() {
        return files;
    }

    /** Returns what it consumed. */
    public Usage usage() {
        return usage;
    }

    /** Returns the model that was really used, as {@code provider/name}. */
    public Optional<String> model() {
        return model;
    }

    /** Returns the agent's session, for a later task that continues it. */
    public Optional<String> sessionId() {
        return sessionId;
    }

    /** Returns how long the handler ran; set by the worker. */
    public Duration duration() {
        return duration;
    }

    /** Returns the files of the workspace that the task asked for. */
    public List<Artifact> artifacts() {
        return artifacts;
    }

    /** Returns how the agent went about it; {@link AgentReport#NONE} where no agent did. */
    public AgentReport agent() {
        return agent;
    }

    /** Returns a result of this text only. */
    public static TaskResult text(String text) {
        return builder().text(text).build();
    }

    /**
     * Returns the answer as the JSON value that the task asked for by an {@link OutputSchema}: a map, list, string, number or
     * boolean, and valid against the schema. Members that are {@code null} are left out, as values here hold none;
     * {@link #text()} has the answer as the agent gave it. Empty if the task asked for no value.
     */
    public Optional<Object> output() {
        return Optional.ofNullable(data.get(OUTPUT));
    }

    /** Returns a copy with this text. */
    public TaskResult withText(String value) {
        return toBuilder().text(value).build();
    }

    /** Returns a copy without the patch; the files that it changes stay named. */
    public TaskResult withoutPatch() {
        return toBuilder().patch(null).build();
    }

    /** Returns a copy with this data. */
    public TaskResult data(Map<String, ?> value) {
        return toBuilder().data(value).build();
    }

    /** Returns a copy with this patch and the files it changes. */
    public TaskResult patch(String value, List<String> changedFiles) {
        return toBuilder().patch(value).files(changedFiles).build();
    }

    /** Returns a copy with these changed files. */
    public TaskResult files(List<String> value) {
        return toBuilder().files(value).build();
    }

    /** Returns a copy with this consumption. */
    public TaskResult usage(Usage value) {
        return toBuilder().usage(value).build();
    }

    /** Returns a copy that names the model and the session that gave the answer. */
    public TaskResult producedBy(String usedModel, String usedSessionId) {
        return toBuilder().model(usedModel).sessionId(usedSessionId).build();
    }

    /** Returns a copy with this duration. */
    public TaskResult duration(Duration value) {
        return toBuilder().duration(value).build();
    }

    /** Returns a copy that brings these files along. */
    public TaskResult artifacts(List<Artifact> value) {
        return toBuilder().artifacts(value).build();
    }

    /** Returns a copy with this report of the agent. */
    public TaskResult agent(AgentReport value) {
        return toBuilder().agent(value).build();
    }

    /** Returns its sizes; never its text, which may be secret. */
    @Override
    public String toString() {
        return "TaskResult[text=" + text.length() + " characters, files=" + files.size() + ", duration=" + duration
                + "]";
    }

    private List<Object> components() {
        return List.of(text, data, patch, files, usage, model, sessionId, duration, artifacts, agent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof TaskResult that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /**
     * Builds a {@link TaskResult}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String text = "";
        private Map<String, ?> data = Map.of();
        private @Nullable String patch;
        private List<String> files = List.of();
        private Usage usage = Usage.NONE;
        private @Nullable String model;
        private @Nullable String sessionId;
        private Duration duration = Duration.ZERO;
        private List<Artifact> artifacts = List.of();
        private AgentReport agent = AgentReport.NONE;

        private Builder() {}

        private Builder(TaskResult from) {
            text = from.text;
            data = from.data;
            patch = from.patch.orElse(null);
            files = from.files;
            usage = from.usage;
            model = from.model.orElse(null);
            sessionId = from.sessionId.orElse(null);
            duration = from.duration;
            artifacts = from.artifacts;
            agent = from.agent;
        }

        public Builder text(String value) {
            text = value;
            return this;
        }

        public Builder data(Map<String, ?> value) {
            data = value;
            return this;
        }

        public Builder patch(@Nullable String value) {
            patch = value;
            return this;
        }

        public Builder files(List<String> value) {
            files = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder sessionId(@Nullable String value) {
            sessionId = value;
            return this;
        }

        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        public Builder artifacts(List<Artifact> value) {
            artifacts = value;
            return this;
        }

        public Builder agent(AgentReport value) {
            agent = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if the data holds what is not JSON, or the duration is
         *     negative
         */
        @CheckReturnValue
        public TaskResult build() {
            return new TaskResult(this);
        }
    }
}
