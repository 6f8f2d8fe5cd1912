package io.codefleet.samples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application: a page that asks for a review, and the worker that writes it. */
@SpringBootApplication
public class ReviewApplication {
    /** Creates the application. */
    public ReviewApplication() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        SpringApplication.run(ReviewApplication.class, arguments);
    }
}
