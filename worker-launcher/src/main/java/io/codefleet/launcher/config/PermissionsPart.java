package io.codefleet.launcher.config;

import io.codefleet.agent.PermissionRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code permissions}: what agents may do. Each of the first four is one action ({@code allow}, {@code deny},
 * {@code ask}) for all, or an action for each of several patterns, of which the last that fits counts; what is absent is as
 * the configuration of OpenCode has it, but for {@code outside}.
 *
 * @param edit changing files, by path, which holds at any depth of the folder of the task
 * @param bash running commands, by command
 * @param web fetching pages and searching, by URL
 * @param outside touching what is outside the folder of the task, by path; default {@code deny}, also for what no pattern
 *     fits
 * @param question whether the agent may ask questions, {@code deny} or {@code ask}; default {@code deny}
 * @param approvalTimeout how long someone may take to allow what is asked; absent: nobody is asked, it is refused at once
 */
public record PermissionsPart(
        @Nullable PatternActions edit,
        @Nullable PatternActions bash,
        @Nullable PatternActions web,
        @Nullable PatternActions outside,
        @Nullable String question,
        @Nullable Duration approvalTimeout) {

    /**
     * Actions by pattern, in order.
     *
     * @param each a pattern and its action
     */
    public record PatternActions(List<PatternAction> each) {
        public PatternActions {
            each = List.copyOf(each);
        }
    }

    /**
     * Action for what a pattern matches.
     *
     * @param pattern {@code *} stands for any letters
     * @param action what is allowed
     */
    public record PatternAction(String pattern, PermissionRule.Action action) {}
}
