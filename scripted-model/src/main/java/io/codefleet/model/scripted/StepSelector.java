package io.codefleet.model.scripted;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the step for a request. Belongs to one context. */
final class StepSelector {
    /** In what OpenCode says in place of the user after a compaction, at times with a reason before it. */
    private static final String GO_ON = "Continue if you have next steps";

    private static final ScriptStep DONE = ScriptStep.say("done");

    private final Script script;
    private final Map<String, Position> sessions = new HashMap<>();
    private final Map<ScriptStep, Integer> faults = new HashMap<>();
    private final Map<ScriptedConversation, Set<String>> played = new HashMap<>();

    StepSelector(Script script) {
        this.script = script;
    }

    /** Position of a session in a conversation. */
    private static final class Position {
        final ScriptedConversation conversation;
        /** How many steps were played before the messages that requests still show. */
        int forgotten;

        int played;

        Position(ScriptedConversation conversation) {
            this.conversation = conversation;
        }
    }

    /** Returns the step for a request, or nothing where no conversation fits. */
    Optional<ScriptStep> step(ModelRequest request) {
        return switch (request.purpose()) {
            case TITLE -> Optional.of(ScriptStep.say("A scripted conversation"));
            case COMPACTION -> Optional.of(compaction(request));
            case STEP -> progress(request).map(progress -> next(request, progress));
        };
    }

    private ScriptStep compaction(ModelRequest request) {
        Optional.ofNullable(sessions.get(request.session()))
                .ifPresent(progress -> progress.forgotten = progress.played);
        return ScriptStep.say("The conversation so far, in short.");
    }

    private Optional<Position> progress(ModelRequest request) {
        String userText = request.lastUserText();
        Optional<Position> before = Optional.ofNullable(sessions.get(request.session()));
        if (before.isPresent() && userText.contains(GO_ON)) {
            return before;
        }
        Optional<Position> progress = script.conversation(
                        request, conversation -> isOpen(conversation, request.session()))
                .map(Position::new);
        progress.ifPresent(begun -> {
            sessions.put(request.session(), begun);
            played.computeIfAbsent(begun.conversation, first -> new HashSet<>()).add(request.session());
        });
        return progress;
    }

    private boolean isOpen(ScriptedConversation conversation, String session) {
        Set<String> had = played.getOrDefault(conversation, Set.of());
        return had.contains(session) || had.size() < conversation.sessions();
    }

    private ScriptStep next(ModelRequest request, Position progress) {
        List<ScriptStep> steps =
                progress.conversation.steps().stream().filter(this::remains).toList();
        int number = progress.forgotten + request.repliesSinceUser();
        ScriptStep step = number < steps.size() ? steps.get(number) : afterLast(progress.conversation, steps);
        boolean reply = leavesReply(step);
        progress.played = reply ? number + 1 : number;
        if (!reply) {
            faults.merge(step, 1, Integer::sum);
        }
        return step;
    }

    private static ScriptStep afterLast(ScriptedConversation conversation, List<ScriptStep> steps) {
        return conversation.repeatLast() && !steps.isEmpty() ? steps.get(steps.size() - 1) : DONE;
    }

    private static boolean leavesReply(ScriptStep step) {
        return step.goesWrong()
                .filter(fault -> fault.kind() != ReplyFault.Kind.NO_FINISH)
                .isEmpty();
    }

    /**
     * Returns whether a step still has its place in the script. A fault leaves no reply in the conversation, so that
     * the steps after it move up once the fault is over.
     */
    private boolean remains(ScriptStep step) {
        return step.goesWrong()
                .filter(fault -> faults.getOrDefault(step, 0) >= fault.times())
                .isEmpty();
    }
}
