package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.Task;
import io.codefleet.error.PartTooLargeException;
import io.codefleet.mapreduce.AgentReduce;
import io.codefleet.mapreduce.AgentReduce.ReduceStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Grouping of the parts of one level of a tree: neighbors, as many as one prompt takes. Depends on the parts and the plan alone.
 * Counts tokens and makes prompts, so it runs on a worker thread.
 */
final class LevelPlan {
    private static final String ANY = ".";

    private final AgentReduce plan;
    private final int level;
    /** What a prompt has without its parts, and what it has around each of them. */
    private final int frame;

    private final int aroundPart;

    /**
     * One step of the level.
     *
     * @param parts what goes together
     * @param task the task that reduces it; none for a part that goes up as it is
     */
    record PartGroup(List<String> parts, Optional<Task> task) {}

    LevelPlan(AgentReduce plan, int level) {
        this.plan = plan;
        this.level = level;
        int one = tokensOf(0, List.of(ANY), false);
        int two = tokensOf(0, List.of(ANY, ANY), false);
        this.aroundPart = Math.max(0, two - one - count(ANY)) + TokenCounting.SEAM;
        this.frame = one;
    }

    private int count(String text) {
        return plan.tokens().count(text);
    }

    private Task task(int index, List<String> parts, boolean last) {
        return plan.task().apply(new ReduceStep(level, index, parts, last));
    }

    private int tokensOf(int index, List<String> parts, boolean last) {
        return count(task(index, parts, last).prompt());
    }

    /** Returns the steps of this level, in the order of the parts. Throws {@link PartTooLargeException}. */
    List<PartGroup> steps(List<String> parts) {
        int room = plan.maxPromptTokens() - frame - aroundPart;
        List<List<String>> groups = groups(fitted(parts, room));
        if (level > 1 && groups.size() == parts.size()) {
            // No two go together, and the tree would never end: parts of less than half a prompt do.
            groups = groups(fitted(parts, (plan.maxPromptTokens() - frame) / 2 - aroundPart));
        }
        List<PartGroup> steps = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            List<String> group = groups.get(i);
            boolean goesUp = level > 1 && group.size() == 1;
            steps.add(new PartGroup(
                    group, goesUp ? Optional.empty() : Optional.of(task(i, group, groups.size() == 1))));
        }
        return steps;
    }

    private List<String> fitted(List<String> parts, int room) {
        List<String> fitted = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            fitted.add(fitted(i, parts.get(i), room));
        }
        return fitted;
    }

    private String fitted(int index, String part, int room) {
        int tokens = count(part);
        if (tokens <= room) {
            return part;
        }
        if (plan.oversize() == AgentReduce.Oversize.REFUSE || room <= 0) {
            throw new PartTooLargeException(level, index, tokens, room);
        }
        return Truncation.beginning(part, room, plan.tokens());
    }

    private List<List<String>> groups(List<String> parts) {
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        int used = frame;
        for (String part : parts) {
            int tokens = count(part) + aroundPart;
            if (!group.isEmpty() && used + tokens > plan.maxPromptTokens()) {
                groups.add(group);
                group = new ArrayList<>();
                used = frame;
            }
            group.add(part);
            used += tokens;
        }
        groups.add(group);
        return groups;
    }
}
