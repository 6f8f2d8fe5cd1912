package io.codefleet.internal.orchestration.workflow;

import io.vertx.core.Future;

/** Gate that decides whether a run may begin more. Used on the run's context. */
interface Gate {
    /** Always open, as for who only looks. */
    Gate OPEN = new Gate() {
        @Override
        public Future<Void> pass() {
            return Future.succeededFuture();
        }

        @Override
        public boolean isOver() {
            return false;
        }
    };

    /** Completes when a step may begin: at once, but while the run is paused. */
    Future<Void> pass();

    /** Returns whether the time limit of the run is over. */
    boolean isOver();
}
