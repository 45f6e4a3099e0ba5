package io.culvert.admin;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a reader of the stream of events may want to hear of. */
enum Topic {
    /** A sample each second. */
    OVERVIEW,
    /** Tunnels that came, changed and went. */
    TUNNELS,
    /** Sessions that came, changed and went. */
    SESSIONS,
    /** Each event. */
    ACTIVITY,
    /** The authenticators, when they have changed. */
    AUTHENTICATORS,
    /** The authority, when it has changed. */
    AUTHORITY,
    /** The plugins, when they have changed. */
    PLUGINS,
    /** The nodes, when they have changed. */
    NODES;

    /** Of the events. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those of a list, separated by commas. */
    static Set<Topic> parse(String list) throws Problem {
        EnumSet<Topic> topics = EnumSet.noneOf(Topic.class);
        for (String word : list.split(",", -1)) {
            topics.add(find(word.strip()));
        }
        return topics;
    }

    private static Topic find(String word) throws Problem {
        for (Topic topic : values()) {
            if (topic.word().equals(word)) {
                return topic;
            }
        }
        throw Problem.badRequest("There is no topic " + Body.quoted(word) + "; there are overview, tunnels, sessions,"
                + " activity, authenticators, authority, plugins, nodes.");
    }
}
