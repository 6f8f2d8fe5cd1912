package io.codefleet.faults.environment;

/** Control of a server by the methods of its fixture. */
record ServerActions(Runnable killing, Runnable restarting, Runnable pausing, Runnable resuming)
        implements ServerControl {

    /** Creates a control whose restart ends the server in good order and starts it again. */
    ServerActions(Runnable killing, Runnable stopping, Runnable starting, Runnable pausing, Runnable resuming) {
        this(
                killing,
                () -> {
                    stopping.run();
                    starting.run();
                },
                pausing,
                resuming);
    }

    @Override
    public void kill() {
        killing.run();
    }

    @Override
    public void restart() {
        restarting.run();
    }

    @Override
    public void pause() {
        pausing.run();
    }

    @Override
    public void resume() {
        resuming.run();
    }
}
