package io.culvert.codec.jsonrpc;

import java.util.List;

/** The type of a parameter. */
sealed interface Type {

    /** How Introspect names it. */
    String label();

    /** Whether a value is of this type. */
    boolean accepts(Json value);

    /** How a complaint names it. */
    String noun();

    /** A type of JSON itself. */
    enum Basic implements Type {
        STRING("String", "a string") {
            @Override
            public boolean accepts(Json value) {
                return value instanceof Json.Str;
            }
        },
        OBJECT("Object", "an object") {
            @Override
            public boolean accepts(Json value) {
                return value instanceof Json.Obj;
            }
        };

        private final String label;
        private final String noun;

        Basic(String label, String noun) {
            this.label = label;
            this.noun = noun;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public String noun() {
            return noun;
        }
    }

    /**
     * One of a few strings.
     *
     * @param name of the type
     * @param values all of them
     */
    record OneOf(String name, List<String> values) implements Type {
        @Override
        public String label() {
            return "$ref:" + name;
        }

        @Override
        public boolean accepts(Json value) {
            return value instanceof Json.Str string && values.contains(string.text());
        }

        @Override
        public String noun() {
            return "of type " + name;
        }
    }
}
