package io.codefleet.agent.worker;

import io.codefleet.Artifact;
import io.codefleet.AttemptException;
import io.codefleet.TaskResult;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.json.OutcomeJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes a result as small as the fleet stores it: what was worked for must not be lost as a whole since a part of it is too large.
 * First artifacts go, the largest first, then the patch, then names of files, then the end of the text; the result says so.
 */
final class ResultFit {
    /** What the worker and the broker add. */
    private static final int MARGIN = 1024;

    private final int maxBytes;
    private TaskResult result;
    private long bytes;

    private ResultFit(TaskResult result, int maxBytes) {
        this.maxBytes = maxBytes;
        this.result = result;
        this.bytes = size(result);
    }

    /**
     * Returns a result that is at most this size as JSON. Fails with a permanent {@link AttemptException} if the rest,
     * such as a requested value, is larger already.
     */
    static TaskResult fit(String taskId, TaskResult result, int maxBytes) {
        ResultFit fit = new ResultFit(result, maxBytes - MARGIN);
        fit.omitArtifacts();
        fit.omitPatch();
        fit.cutFiles();
        fit.cutText();
        if (fit.isTooLarge()) {
            throw AttemptException.permanent(
                            new PayloadTooLargeException("the result of task " + taskId, fit.bytes, maxBytes)
                                    .getMessage())
                    .usage(result.usage());
        }
        return fit.result;
    }

    private static long size(TaskResult result) {
        return OutcomeJson.encode(result).toBuffer().length();
    }

    private boolean isTooLarge() {
        return bytes > maxBytes;
    }

    private void take(TaskResult smaller) {
        result = smaller;
        bytes = size(smaller);
    }

    private void say(String key, Object value) {
        Map<String, Object> data = new TreeMap<>(result.data());
        data.put(key, value);
        result = result.data(data);
    }

    private void omitArtifacts() {
        List<Artifact> artifacts = new ArrayList<>(result.artifacts());
        List<Integer> largest = IntStream.range(0, artifacts.size())
                .boxed()
                .filter(i -> artifacts.get(i).form() != Artifact.Form.OMITTED)
                .sorted(Comparator.comparing(i -> -artifacts.get(i).content().length()))
                .toList();
        long excess = bytes - maxBytes;
        for (int i = 0; i < largest.size() && excess > 0; i++) {
            Artifact each = artifacts.get(largest.get(i));
            Artifact omitted = Artifact.omitted(
                    each.path(), each.bytes(), "the result would be larger than the " + maxBytes + " bytes that fit");
            artifacts.set(largest.get(i), omitted);
            // at the least, as characters may be escaped
            excess -= each.content().length();
        }
        if (isTooLarge()) {
            take(result.artifacts(artifacts));
        }
    }

    private void omitPatch() {
        Optional<String> patch = result.patch();
        if (isTooLarge() && patch.isPresent()) {
            say(TaskResult.OMITTED_PATCH_BYTES, (long) patch.get().getBytes(StandardCharsets.UTF_8).length);
            take(result.withoutPatch());
        }
    }

    private void cutFiles() {
        while (isTooLarge() && !result.files().isEmpty()) {
            int kept = result.files().size() / 2;
            int omitted = result.data().get(TaskResult.OMITTED_FILES) instanceof Number before ? before.intValue() : 0;
            say(TaskResult.OMITTED_FILES, omitted + result.files().size() - kept);
            take(result.files(result.files().subList(0, kept)));
        }
    }

    private void cutText() {
        int whole = result.text().length();
        while (isTooLarge() && !result.text().isEmpty()) {
            int kept = result.text().length() / 2;
            // not between the two halves of a character
            kept -= kept > 0 && Character.isHighSurrogate(result.text().charAt(kept - 1)) ? 1 : 0;
            say(TaskResult.OMITTED_TEXT, whole - kept);
            take(result.withText(result.text().substring(0, kept)));
        }
    }
}
