package io.codefleet.broker.log.server;

import org.jspecify.annotations.Nullable;

/** Leader to which a channel sends its requests, by the announcements. All but {@link #get()} is for the context of the channel. */
public final class KnownLeader {
    private volatile @Nullable Announcement leader;
    private volatile Runnable lostHandler = () -> {};

    /** Returns the last announcement of the leader; null if none is known. */
    public @Nullable Announcement get() {
        return leader;
    }

    /** Sets the handler that runs when a known leader is lost, or another one takes its place. */
    public void lostHandler(Runnable value) {
        lostHandler = value;
    }

    /** Handles an announcement, and returns whether it is one of the leader. */
    public boolean onAnnouncement(Announcement said) {
        Announcement known = leader;
        boolean isKnown = known != null && known.id().equals(said.id());
        if (said.leaves() || !said.serves()) {
            if (isKnown) {
                lost();
            }
            return false;
        }
        boolean leads = known == null || isKnown || said.rank() >= known.rank();
        if (leads) {
            leader = said;
            if (known != null && !isKnown) {
                lostHandler.run();
            }
        }
        return leads;
    }

    /** Handles the loss of the leader, or of the connection to the servers. */
    public void lost() {
        if (leader != null) {
            leader = null;
            lostHandler.run();
        }
    }
}
