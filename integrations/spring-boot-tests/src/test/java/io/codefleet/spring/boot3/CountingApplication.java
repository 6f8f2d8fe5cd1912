package io.codefleet.spring.boot3;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.spring.CodefleetHandler;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.concurrent.CompletionStage;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An application of Spring Boot 3.5 that submits tasks and runs them. */
@SpringBootApplication
@RestController
public class CountingApplication {
    private final CodefleetClient fleet;

    CountingApplication(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    @PostMapping("/counts")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CompletionStage<String> submit(@RequestBody String text) {
        return fleet.submitTask(Task.of(text).type("count")).map(TaskHandle::id).toCompletionStage();
    }

    @GetMapping("/counts/{id}")
    CompletionStage<ResponseEntity<String>> count(@PathVariable String id) {
        return fleet.task(id)
                .map(found -> found.map(task -> task.outcome()
                                .map(outcome -> ResponseEntity.ok(
                                        outcome.resultOrThrow().text()))
                                .orElse(ResponseEntity.accepted().build()))
                        .orElse(ResponseEntity.notFound().build()))
                .toCompletionStage();
    }

    /** Handler of the tasks; a bean of its own, as the client of the application is made before the worker. */
    static class CountHandler {
        @CodefleetHandler("count")
        String count(Task task) {
            return "Lines: " + task.prompt().lines().count();
        }
    }

    @Bean
    static CountHandler countHandler() {
        return new CountHandler();
    }

    /** Gives a request with the header {@code X-Role} a user with this role, in place of the security of an application. */
    @Bean
    static Filter roles() {
        return (request, response, chain) -> {
            String role = ((HttpServletRequest) request).getHeader("X-Role");
            chain.doFilter(role == null ? request : new RoleRequest((HttpServletRequest) request, role), response);
        };
    }

    /** Request of a user with one role. */
    private static final class RoleRequest extends HttpServletRequestWrapper {
        private final String role;

        RoleRequest(HttpServletRequest request, String role) {
            super(request);
            this.role = role;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> "ann";
        }

        @Override
        public boolean isUserInRole(String name) {
            return name.equals(role);
        }
    }
}
