/** The distribution, tested from inside: the tests and their peers run in the gateway's own JVM. JUnit 4, as Pax Exam wants. */
@NullMarked
package io.culvert.itests.container;

import org.jspecify.annotations.NullMarked;
