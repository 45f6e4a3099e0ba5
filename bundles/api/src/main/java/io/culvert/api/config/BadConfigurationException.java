package io.culvert.api.config;

/** A configuration that cannot be used. The message says which key has which value and what is wrong with it. */
public final class BadConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadConfigurationException(String message) {
        super(message);
    }

    /**
     * Something is wrong with the value of a key.
     *
     * @param value not a secret
     * @param problem what is wrong with it, and what would be right
     */
    public static BadConfigurationException of(String key, Object value, String problem) {
        return new BadConfigurationException(key + " = " + value + ": " + problem);
    }
}
