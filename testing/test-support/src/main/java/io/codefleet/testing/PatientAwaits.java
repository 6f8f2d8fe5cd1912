package io.codefleet.testing;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets what Awaitility does by default, in each test process with this module. Each wait without a limit of its own has
 * {@link FutureResults#LIMIT}: it ends when its condition holds, so that the limit is met by faults only; the usual ten seconds
 * are met by a machine under load too. A wait fails by its own condition only: by default it also fails by an exception that any
 * other thread of the process does not catch, such as one of another test that has just closed its Vert.x.
 */
public final class PatientAwaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(FutureResults.LIMIT);
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
