package io.codefleet.agent.worker;

import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

/** Recorder of what the agent does in one attempt. Any thread may call it; it never harms the attempt. */
interface AttemptTranscript {
    /** Records nothing. */
    AttemptTranscript NONE = new AttemptTranscript() {
        @Override
        public void record(Agent.Event event) {}

        @Override
        public Future<Void> end(AsyncResult<TaskResult> ended) {
            return Future.succeededFuture();
        }
    };

    /** Records an event of the agent, if it belongs into a transcript. */
    void record(Agent.Event event);

    /** Records the end of the attempt; completes when it is stored, or soon in any case. Never fails. */
    Future<Void> end(AsyncResult<TaskResult> ended);
}
