package io.culvert.itests.console;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Set;

/** What axe-core finds in a page. */
final class Accessibility {

    private static final Set<String> BAD = Set.of("serious", "critical");

    private Accessibility() {}

    /** The violations that keep somebody from using the page, each with its places. */
    static List<String> violations(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> BAD.contains(rule.getImpact()))
                        .map(Accessibility::text)
                        .toList();
    }

    private static String text(Rule rule) {
        return rule.getImpact() + " " + rule.getId() + ": "
                + rule.getNodes().stream().map(CheckedNode::getHtml).toList();
    }
}
