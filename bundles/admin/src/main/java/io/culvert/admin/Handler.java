package io.culvert.admin;

import java.io.IOException;

/** Answers the requests of one route. */
@FunctionalInterface
interface Handler {

    /**
     * Answers.
     *
     * @throws Problem when it cannot be done
     * @throws IOException when the one who asks is gone
     */
    Answer handle(Call call) throws Problem, IOException;
}
