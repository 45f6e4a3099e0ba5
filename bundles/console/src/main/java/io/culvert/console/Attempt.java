package io.culvert.console;

import java.time.Duration;

/** What came of an attempt to log in. */
sealed interface Attempt {

    /** It is who he says. */
    record Accepted(Login login) implements Attempt {}

    /** The user is not known, or the password is wrong: which of the two, nobody is told. */
    record Wrong() implements Attempt {}

    /** User and password are right, but there is no role for the console. */
    record NoRole() implements Attempt {}

    /** There were too many failures; nothing was checked. */
    record Locked(Duration delay) implements Attempt {}
}
