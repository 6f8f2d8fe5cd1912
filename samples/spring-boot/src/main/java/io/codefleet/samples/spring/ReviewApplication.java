package io.codefleet.samples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application: requests that submit tasks, and a worker for those that need no agent. */
@SpringBootApplication
public class ReviewApplication {
    /** Creates the application. */
    public ReviewApplication() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        SpringApplication.run(ReviewApplication.class, arguments);
    }
}
