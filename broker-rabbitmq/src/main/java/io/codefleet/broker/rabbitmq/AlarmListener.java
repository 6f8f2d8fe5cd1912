package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.BlockedListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The alarm that a server has sent on one connection, if it stores nothing now. Safe for use by several threads. */
final class AlarmListener implements BlockedListener {
    private volatile @Nullable String alarm;

    /** Returns what the alarm says; empty if the server stores messages. */
    Optional<String> alarm() {
        return Optional.ofNullable(alarm);
    }

    @Override
    public void handleBlocked(String reason) {
        alarm = reason;
    }

    @Override
    public void handleUnblocked() {
        alarm = null;
    }
}
