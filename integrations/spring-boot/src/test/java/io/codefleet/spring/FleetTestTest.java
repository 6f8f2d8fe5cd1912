package io.codefleet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.testing.FutureResults;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;

@FleetTest
class FleetTestTest {
    @SpringBootConfiguration
    @ImportAutoConfiguration(CodefleetAutoConfiguration.class)
    static class Application {
        @Bean
        TestHandlers handlers() {
            return new TestHandlers();
        }
    }

    @Autowired
    private CodefleetClient fleet;

    @Test
    void theHandlersOfTheApplicationRunTheTasksOfTheTest() {
        assertThat(FutureResults.get(
                                fleet.submitTask(Task.of("x").type("result")).compose(TaskHandle::result))
                        .text())
                .isEqualTo("result");
        assertThat(fleet.options().uri().toString()).startsWith("memory:");
    }
}
