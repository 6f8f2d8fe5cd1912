package io.codefleet.testing;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives each wait of Awaitility without a limit of its own {@link FutureResults#LIMIT}, in each test process with this module.
 * A wait ends when its condition holds, so that the limit is met by faults only; the usual ten seconds are met by a machine
 * under load too.
 */
public final class PatientAwaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(FutureResults.LIMIT);
    }
}
