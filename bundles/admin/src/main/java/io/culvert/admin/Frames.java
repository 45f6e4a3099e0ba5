package io.culvert.admin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, as the HTML standard has them. Numbers them; used by one thread. */
final class Frames {

    /** How long a browser waits before it comes again (ms). */
    private static final int RETRY = 3000;

    /** Something that is no event, so that nobody in between takes the connection for dead. */
    static final byte[] KEEP_ALIVE = ": \n\n".getBytes(StandardCharsets.UTF_8);
    /** The reader has missed something, and had better begin anew. */
    static final byte[] RESYNC = "event: resync\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);
    /** There will be no more. */
    static final byte[] END = "event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

    private long id;

    byte[] event(String name, String json) {
        return event(name, json.getBytes(StandardCharsets.UTF_8));
    }

    /** An event whose data is one document on one line. */
    byte[] event(String name, byte[] json) {
        String head = "id: " + ++id + "\nevent: " + name + "\n" + (name.equals("open") ? "retry: " + RETRY + "\n" : "")
                + "data: ";
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + head.length() + 2);
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(json);
        out.writeBytes(new byte[] {'\n', '\n'});
        return out.toByteArray();
    }
}
