package io.codefleet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.web.context.WebApplicationContext;

@FleetTest(
        classes = FleetTestAttributesTest.Submitter.class,
        properties = {"codefleet.namespace=reviews", "codefleet.broker=redis://nowhere"},
        webEnvironment = WebEnvironment.NONE)
class FleetTestAttributesTest {
    /** Part of an application, without its handlers. */
    @ImportAutoConfiguration(CodefleetAutoConfiguration.class)
    static class Submitter {}

    @Autowired
    private ApplicationContext context;

    @Autowired
    private CodefleetClient fleet;

    @Test
    void theAttributesAreThoseOfSpringBootTest() {
        assertThat(context).isNotInstanceOf(WebApplicationContext.class);
        assertThat(context.getBeansOfType(TestHandlers.class)).isEmpty();
        assertThat(fleet.options().namespace()).isEqualTo("reviews");
    }

    @Test
    void theFleetIsInTheProcessInAnyCase() {
        assertThat(fleet.options().uri().toString()).startsWith("memory:");
    }
}
