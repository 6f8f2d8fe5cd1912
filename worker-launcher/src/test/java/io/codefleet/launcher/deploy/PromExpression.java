package io.codefleet.launcher.deploy;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names in an expression of PromQL.
 *
 * @param selected the metrics, each with the labels by which it is selected
 * @param grouped the labels by which it groups, matches or joins
 */
record PromExpression(Map<String, Set<String>> selected, Set<String> grouped) {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])([a-zA-Z_:][\\w:]*)(?!\\s*\\(|[\\w:])");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    static PromExpression parse(String expression) {
        String rest = TEXT.matcher(expression).replaceAll("\"\"");
        rest = RANGE.matcher(rest).replaceAll("");
        Set<String> grouped = GROUPING.matcher(rest)
                .results()
                .flatMap(
                        group -> Pattern.compile("\\w+").matcher(group.group(1)).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        rest = GROUPING.matcher(rest).replaceAll("");
        Map<String, Set<String>> selected = new TreeMap<>();
        Matcher selectors = SELECTOR.matcher(rest);
        while (selectors.find()) {
            Set<String> labels = selected.computeIfAbsent(selectors.group(1), first -> new TreeSet<>());
            MATCHER.matcher(selectors.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
        NAME.matcher(SELECTOR.matcher(rest).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .filter(name -> !KEYWORDS.contains(name))
                .forEach(name -> selected.computeIfAbsent(name, first -> new TreeSet<>()));
        return new PromExpression(selected, grouped);
    }
}
