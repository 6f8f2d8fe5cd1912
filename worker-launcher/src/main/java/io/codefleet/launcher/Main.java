package io.codefleet.launcher;

/** The entry point of {@code codefleet.jar}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.out.println("codefleet");
    }
}
