package io.culvert.authenticator.mqtt;

import java.util.List;

/**
 * Which topics a subscription gets, MQTT 5 section 4.7.
 *
 * @param levels between the slashes; {@code +} stands for one level, {@code #} at the end for any number
 */
record TopicFilter(List<String> levels) {

    /** @throws IllegalArgumentException when it is none; the message says why */
    static TopicFilter of(String text) {
        List<String> levels = List.of(text.split("/", -1));
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean wildcard = level.equals("+") || (level.equals("#") && i == levels.size() - 1);
            if (!wildcard && (level.contains("+") || level.contains("#"))) {
                throw new IllegalArgumentException("+ must be a whole level, and # the whole last one");
            }
            if (level.isEmpty()) {
                throw new IllegalArgumentException("has an empty level");
            }
        }
        return new TopicFilter(levels);
    }

    boolean matches(String topic) {
        return overlaps(new TopicFilter(List.of(topic.split("/", -1))));
    }

    /** Whether there is a topic that both of them match. */
    boolean overlaps(TopicFilter other) {
        int common = Math.min(levels.size(), other.levels.size());
        for (int i = 0; i < common; i++) {
            String mine = levels.get(i);
            String theirs = other.levels.get(i);
            if (mine.equals("#") || theirs.equals("#")) {
                return true;
            }
            if (!mine.equals("+") && !theirs.equals("+") && !mine.equals(theirs)) {
                return false;
            }
        }
        return endsAt(common) && other.endsAt(common); // "a/#" matches "a", too
    }

    private boolean endsAt(int level) {
        return levels.size() == level || levels.get(level).equals("#");
    }

    @Override
    public String toString() {
        return String.join("/", levels);
    }
}
