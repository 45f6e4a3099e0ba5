package io.culvert.client;

/** Text of the other side, made fit for a terminal. */
final class Printable {

    private static final int LONGEST = 200;

    private Printable() {}

    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
