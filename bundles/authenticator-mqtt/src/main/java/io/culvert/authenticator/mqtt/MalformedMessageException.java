package io.culvert.authenticator.mqtt;

import java.io.Serial;

/** A message is not what belongs on its topic. What it says may be sent back to who published it. */
final class MalformedMessageException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String problem) {
        super(problem);
    }
}
