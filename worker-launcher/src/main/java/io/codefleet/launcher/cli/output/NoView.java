package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;

/** Shows nothing. */
enum NoView implements ProgressView {
    INSTANCE;

    @Override
    public void state(String state) {}

    @Override
    public void progress(Progress progress) {}

    @Override
    public void note(String line) {}

    @Override
    public boolean showed(String text) {
        return false;
    }

    @Override
    public void close() {}
}
