package io.codefleet.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page of one command, in the macros of {@code man(7)}. picocli's own generator writes AsciiDoc, whose converter
 * would bring a Ruby of forty megabytes into the build.
 *
 * @param name of the command, such as {@code codefleet submit}
 * @param text what {@code man} reads
 */
record ManualPage(String name, String text) {
    String fileName() {
        return name.replace(' ', '-') + ".1";
    }

    /** Returns the pages of a command and of all commands below it, without the built-in {@code help}. */
    static List<ManualPage> of(CommandLine command) {
        List<ManualPage> pages = new ArrayList<>();
        pages.add(page(command));
        subcommands(command).forEach(each -> pages.addAll(of(each)));
        return pages;
    }

    private static Stream<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(each -> !each.getCommandName().equals("help"));
    }

    private static ManualPage page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        String name = spec.qualifiedName();
        Roff page = new Roff(name.replace(' ', '-'));
        String[] description = usage.description().length == 0 ? usage.header() : usage.description();
        page.section("NAME").line(name.replace(' ', '-') + " - " + summary(description));
        page.section("SYNOPSIS").line(synopsis(command));
        page.section("DESCRIPTION").line(String.join(" ", plain(description)));
        if (!spec.positionalParameters().isEmpty()) {
            page.section("ARGUMENTS");
            spec.positionalParameters().forEach(each -> page.item(each.paramLabel(), text(each)));
        }
        page.section("OPTIONS");
        spec.options().stream().filter(each -> !each.hidden()).forEach(each -> page.item(names(each), text(each)));
        commands(command, page);
        if (!usage.exitCodeList().isEmpty()) {
            page.section("EXIT STATUS");
            usage.exitCodeList().forEach((code, meaning) -> page.item(code, plain(meaning)));
        }
        if (usage.footer().length > 0) {
            page.section("EXAMPLES").verbatim(List.of(plain(usage.footer())));
        }
        return new ManualPage(name, page.text());
    }

    private static void commands(CommandLine command, Roff page) {
        Map<String, CommandLine> all = command.getSubcommands();
        if (!all.isEmpty()) {
            page.section("COMMANDS");
            subcommands(command).forEach(each -> {
                UsageMessageSpec usage = each.getCommandSpec().usageMessage();
                String[] description = usage.description().length == 0 ? usage.header() : usage.description();
                page.item(each.getCommandSpec().qualifiedName("-") + "(1)", summary(description));
            });
        }
    }

    private static String summary(String... description) {
        return description.length == 0 ? "" : plain(description[0]).replaceFirst("\\.$", "");
    }

    private static String synopsis(CommandLine command) {
        return command.getHelp()
                .fullSynopsis()
                .replaceFirst("^Usage:", "")
                .strip()
                .replaceAll("\\s+", " ");
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", plain(argument.description()));
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text).replace("%n", "\n").replace("%%", "%");
    }

    private static String[] plain(String... texts) {
        return Stream.of(texts).map(ManualPage::plain).toArray(String[]::new);
    }
}
