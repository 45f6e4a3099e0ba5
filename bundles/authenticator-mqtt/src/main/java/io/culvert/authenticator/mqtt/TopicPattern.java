package io.culvert.authenticator.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic or filter in which whole levels stand for the subject and the device of a request.
 *
 * @param levels between the slashes; {@code {subject}} and {@code {device}} are the places to fill
 */
record TopicPattern(List<String> levels) {

    static final String SUBJECT = "{subject}";
    static final String DEVICE = "{device}";

    private static final int LONGEST_NAME = 128;

    /** Who asks for which device. */
    record Names(String subject, String device) {}

    /** @throws IllegalArgumentException when it is none; the message says why */
    static TopicPattern of(String text) {
        TopicPattern pattern = new TopicPattern(List.of(text.split("/", -1)));
        for (String level : pattern.levels) {
            if (!level.equals(SUBJECT) && !level.equals(DEVICE) && (level.contains("{") || level.contains("}"))) {
                throw new IllegalArgumentException(
                        SUBJECT + " and " + DEVICE + " are the only placeholders, and each is a whole level");
            }
        }
        pattern.filter();
        return pattern;
    }

    boolean has(String placeholder) {
        return levels.contains(placeholder);
    }

    /** What to subscribe to, for all subjects and devices. */
    TopicFilter filter() {
        return TopicFilter.of(fill(new Names("+", "+")));
    }

    String fill(Names names) {
        List<String> filled = new ArrayList<>();
        for (String level : levels) {
            filled.add(level.equals(SUBJECT) ? names.subject() : level.equals(DEVICE) ? names.device() : level);
        }
        return String.join("/", filled);
    }

    /** Who and which a topic of this pattern, which has both placeholders, names. */
    Optional<Names> match(String topic) {
        String[] given = topic.split("/", -1);
        if (given.length != levels.size()) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < given.length; i++) {
            String level = levels.get(i);
            if (level.equals(SUBJECT) || level.equals(DEVICE)) {
                found.put(level, given[i]);
            } else if (!level.equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(new Names(found.getOrDefault(SUBJECT, ""), found.getOrDefault(DEVICE, "")))
                .filter(names -> isName(names.subject()) && isName(names.device()));
    }

    private static boolean isName(String level) {
        return !level.isBlank()
                && level.length() <= LONGEST_NAME
                && level.chars().noneMatch(c -> Character.isISOControl(c) || c == '+' || c == '#');
    }

    @Override
    public String toString() {
        return String.join("/", levels);
    }
}
