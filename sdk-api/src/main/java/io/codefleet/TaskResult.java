package io.codefleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a completed task gives back. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param text the answer in words; may be empty
 * @param data the answer as JSON values, where the handler gives one
 * @param patch what changed in the project, as a unified diff
 * @param files the paths that changed, relative to the project
 * @param usage what it consumed
 * @param model the model that was really used, as {@code provider/name}
 * @param sessionId the agent's session, for a later task that continues it
 * @param duration how long the handler ran; set by the worker
 * @param artifacts files of the workspace that the task asked for
 * @param agent how the agent went about it; {@link AgentReport#NONE} where no agent did
 */
public record TaskResult(
        String text,
        Map<String, Object> data,
        Optional<String> patch,
        List<String> files,
        Usage usage,
        Optional<String> model,
        Optional<String> sessionId,
        Duration duration,
        List<Artifact> artifacts,
        AgentReport agent) {

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

    /** @throws io.codefleet.error.InvalidInputException if the data holds what is not JSON, or the duration is negative */
    public TaskResult {
        data = Check.json("result.data", data);
        files = List.copyOf(files);
        artifacts = List.copyOf(artifacts);
        Check.notNegative("result.duration", duration);
    }

    /** A result of this text only. */
    public static TaskResult text(String text) {
        return new TaskResult(
                text,
                Map.of(),
                Optional.empty(),
                List.of(),
                Usage.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                List.of(),
                AgentReport.NONE);
    }

    /**
     * The answer as the JSON value that the task asked for by an {@link OutputSchema}: a map, list, string, number or boolean,
     * and valid against the schema. Members that are {@code null} are left out, as values here hold none; {@link #text()} has
     * the answer as the agent gave it. Absent: no value was asked for.
     */
    public Optional<Object> output() {
        return Optional.ofNullable(data.get(OUTPUT));
    }

    /** The components while a copy with one change is made. */
    private static final class Change {
        Map<String, ?> data;
        Optional<String> patch;
        List<String> files;
        Usage usage;
        Optional<String> model;
        Optional<String> sessionId;
        Duration duration;
        List<Artifact> artifacts;
        AgentReport agent;
        String text;

        Change(TaskResult result) {
            text = result.text;
            data = result.data;
            patch = result.patch;
            files = result.files;
            usage = result.usage;
            model = result.model;
            sessionId = result.sessionId;
            duration = result.duration;
            artifacts = result.artifacts;
            agent = result.agent;
        }

        TaskResult result() {
            return new TaskResult(
                    text,
                    Check.json("result.data", data),
                    patch,
                    files,
                    usage,
                    model,
                    sessionId,
                    duration,
                    artifacts,
                    agent);
        }
    }

    /** A copy with this text. */
    public TaskResult withText(String value) {
        Change change = new Change(this);
        change.text = value;
        return change.result();
    }

    /** A copy without the patch; the files that it changes stay named. */
    public TaskResult withoutPatch() {
        Change change = new Change(this);
        change.patch = Optional.empty();
        return change.result();
    }

    /** A copy with this data. */
    public TaskResult data(Map<String, ?> value) {
        Change change = new Change(this);
        change.data = value;
        return change.result();
    }

    /** A copy with this patch and the files it changes. */
    public TaskResult patch(String value, List<String> changedFiles) {
        Change change = new Change(this);
        change.patch = Optional.of(value);
        change.files = changedFiles;
        return change.result();
    }

    /** A copy with these changed files. */
    public TaskResult files(List<String> value) {
        Change change = new Change(this);
        change.files = value;
        return change.result();
    }

    /** A copy with this consumption. */
    public TaskResult usage(Usage value) {
        Change change = new Change(this);
        change.usage = value;
        return change.result();
    }

    /** A copy that names the model and the session that gave the answer. */
    public TaskResult producedBy(String usedModel, String usedSessionId) {
        Change change = new Change(this);
        change.model = Optional.of(usedModel);
        change.sessionId = Optional.of(usedSessionId);
        return change.result();
    }

    /** A copy with this duration. */
    public TaskResult duration(Duration value) {
        Change change = new Change(this);
        change.duration = value;
        return change.result();
    }

    /** A copy that brings these files along. */
    public TaskResult artifacts(List<Artifact> value) {
        Change change = new Change(this);
        change.artifacts = value;
        return change.result();
    }

    /** A copy with this report of the agent. */
    public TaskResult agent(AgentReport value) {
        Change change = new Change(this);
        change.agent = value;
        return change.result();
    }

    /** Its sizes; never its text, which may be secret. */
    @Override
    public String toString() {
        return "TaskResult[text=" + text.length() + " characters, files=" + files.size() + ", duration=" + duration
                + "]";
    }
}
