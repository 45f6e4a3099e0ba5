package io.culvert.admin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * One key of a configuration, as the metatype describes it.
 *
 * @param key as in the file
 * @param name for people
 * @param description with its unit
 * @param type of one value
 * @param cardinality 0 for one value; otherwise of how many a list may be (its absolute value)
 * @param required whether it must be given
 * @param defaults what holds when it is not given
 * @param options the only values there may be; empty for any
 */
record Attribute(
        String key,
        String name,
        String description,
        Type type,
        int cardinality,
        boolean required,
        List<String> defaults,
        List<Option> options) {

    private static final int LATIN_1 = 0xFF;

    /** A value that is allowed, and what it means. */
    record Option(String value, String label) {}

    /** The types of the OSGi metatype. */
    enum Type {
        STRING(AttributeDefinition.STRING),
        LONG(AttributeDefinition.LONG),
        INTEGER(AttributeDefinition.INTEGER),
        SHORT(AttributeDefinition.SHORT),
        CHARACTER(AttributeDefinition.CHARACTER),
        BYTE(AttributeDefinition.BYTE),
        DOUBLE(AttributeDefinition.DOUBLE),
        FLOAT(AttributeDefinition.FLOAT),
        BOOLEAN(AttributeDefinition.BOOLEAN),
        PASSWORD(AttributeDefinition.PASSWORD);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            return STRING;
        }
    }

    static Attribute of(AttributeDefinition definition, boolean required) {
        List<Option> options = new ArrayList<>();
        String[] values = definition.getOptionValues();
        String[] labels = definition.getOptionLabels();
        for (int i = 0; values != null && i < values.length; i++) {
            options.add(new Option(values[i], labels == null || i >= labels.length ? values[i] : labels[i]));
        }
        String[] defaults = definition.getDefaultValue();
        return new Attribute(
                definition.getID(),
                definition.getName(),
                definition.getDescription() == null ? "" : definition.getDescription(),
                Type.of(definition.getType()),
                definition.getCardinality(),
                required && defaults == null,
                defaults == null ? List.of() : List.of(defaults),
                options);
    }

    boolean secret() {
        return isSecret(key) || type == Type.PASSWORD;
    }

    /** Declarative Services make every property public that does not begin with a dot. */
    static boolean isSecret(String key) {
        return key.startsWith(".");
    }

    /** What a request gives, as the configuration has it: an object of Java, or an array of them. */
    Object read(Object given) throws Problem {
        if (cardinality == 0) {
            return readOne(given);
        }
        List<?> values = given instanceof List<?> list ? list : List.of(given);
        int most = Math.abs(Math.max(cardinality, -Integer.MAX_VALUE));
        if (values.size() > most) {
            throw wrong("has more than " + Words.count(most, "value"));
        }
        List<Object> read = new ArrayList<>();
        for (Object value : values) {
            read.add(readOne(value));
        }
        return toArray(read);
    }

    private Object toArray(List<Object> values) {
        return switch (type) {
            case STRING, PASSWORD -> values.toArray(new String[0]);
            case LONG -> values.toArray(new Long[0]);
            case INTEGER -> values.toArray(new Integer[0]);
            case SHORT -> values.toArray(new Short[0]);
            case CHARACTER -> values.toArray(new Character[0]);
            case BYTE -> values.toArray(new Byte[0]);
            case DOUBLE -> values.toArray(new Double[0]);
            case FLOAT -> values.toArray(new Float[0]);
            case BOOLEAN -> values.toArray(new Boolean[0]);
        };
    }

    private Object readOne(Object given) throws Problem {
        Object value = convert(given);
        if (!options.isEmpty()
                && options.stream().noneMatch(option -> option.value().equals(String.valueOf(value)))) {
            throw wrong("must be one of "
                    + String.join(", ", options.stream().map(Option::value).toList()));
        }
        return value;
    }

    private Object convert(Object given) throws Problem {
        try {
            return switch (type) {
                case STRING, PASSWORD -> text(given);
                case BOOLEAN -> truth(given);
                case CHARACTER -> character(given);
                case LONG -> number(given).longValueExact();
                case INTEGER -> number(given).intValueExact();
                case SHORT -> number(given).shortValueExact();
                case BYTE -> number(given).byteValueExact();
                case DOUBLE -> number(given).doubleValue();
                case FLOAT -> number(given).floatValue();
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(
                    type == Type.DOUBLE || type == Type.FLOAT
                            ? "must be a number"
                            : "must be a whole number that" + " is not too large");
        }
    }

    private String text(Object given) throws Problem {
        if (given instanceof String text) {
            // The file installer would replace it by a system property when it reads the file again.
            if (text.contains("${")) {
                throw wrong("must not hold ${, which stands for a variable in the file"
                        + (secret() ? "; keep the secret in a file of its own and give file:NAME" : ""));
            }
            if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
                throw wrong("holds a control character");
            }
            // The file installer reads ISO 8859-1, and its library loses a backslash.
            if (text.chars().anyMatch(c -> c > LATIN_1 || c == '\\')) {
                throw wrong(
                        "must not hold a backslash, or a character that is not of ISO 8859-1: the file cannot keep it");
            }
            return text;
        }
        throw wrong("must be a text");
    }

    private Boolean truth(Object given) throws Problem {
        if (given instanceof Boolean || "true".equals(given) || "false".equals(given)) {
            return Boolean.valueOf(given.toString());
        }
        throw wrong("must be true or false");
    }

    private Character character(Object given) throws Problem {
        String text = text(given);
        if (text.length() == 1) {
            return text.charAt(0);
        }
        throw wrong("must be one character");
    }

    private static BigDecimal number(Object given) {
        return given instanceof BigDecimal number
                ? number
                : new BigDecimal(given.toString().strip());
    }

    private Problem wrong(String how) {
        return Problem.badRequest("The value of " + key + " " + how + ".");
    }

    /** What the configuration has, as it is shown; texts of a .cfg file become what they stand for. */
    Object show(Object value) {
        if (value instanceof String text && type != Type.STRING) {
            try {
                return readOne(text);
            } catch (Problem e) {
                return text; // as it is: wrong
            }
        }
        return value;
    }

    /** A default, or nothing. */
    @Nullable String onlyDefault() {
        return defaults.size() == 1 ? defaults.get(0) : null;
    }
}
