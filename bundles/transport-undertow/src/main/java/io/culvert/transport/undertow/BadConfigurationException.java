package io.culvert.transport.undertow;

/** A configuration that cannot be used. The message says which key has which value and what is wrong with it. */
final class BadConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    BadConfigurationException(String message) {
        super(message);
    }

    static BadConfigurationException of(String key, Object value, String problem) {
        return new BadConfigurationException(key + " = " + value + ": " + problem);
    }
}
