package io.codefleet.agent.opencode.session;

/** Phase of a turn; it only moves forward. */
enum TurnPhase {
    /** The session does not exist yet, or has no prompt. */
    OPENING,
    /** The prompt is on its way to the server. */
    PROMPTING,
    /** The server has accepted the prompt. */
    ACCEPTED,
    /** The server works on the prompt, or has. */
    BEGUN,
    /** It has failed, or was aborted; its session is made to end. */
    STOPPING,
    ENDED;

    /** Returns whether the turn runs: the server has the prompt, and nothing has ended the turn. */
    boolean isUnderWay() {
        return this == ACCEPTED || this == BEGUN;
    }
}
