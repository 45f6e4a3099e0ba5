package io.culvert.client.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** This machine's side of a bridge. One thread reads, one writes; {@link #abort} frees both. */
interface LocalEnd {

    InputStream in() throws IOException;

    /** Nothing waits for a flush. */
    OutputStream out() throws IOException;

    /** Says that no more will be written. */
    void endOutput() throws IOException;

    /** Frees what is held, after both directions have ended. */
    void close();

    /** Leaves at once, so that the local side sees that data is missing where it can. */
    void abort();

    /** Standard input and output, without the buffers of System.in and System.out. */
    static LocalEnd ofStandardStreams() {
        InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return new LocalEnd() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void endOutput() throws IOException {
                out.close();
            }

            @Override
            public void close() {}

            @Override
            public void abort() {}
        };
    }

    /** A connection of which this end is responsible from now on. */
    static LocalEnd of(Socket socket) {
        return new LocalEnd() {
            @Override
            public InputStream in() throws IOException {
                return socket.getInputStream();
            }

            @Override
            public OutputStream out() throws IOException {
                return socket.getOutputStream();
            }

            @Override
            public void endOutput() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public void close() {
                try {
                    socket.close();
                } catch (IOException e) {
                    // Both directions had ended.
                }
            }

            @Override
            public void abort() {
                try {
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    // Closed already.
                }
                close();
            }
        };
    }
}
