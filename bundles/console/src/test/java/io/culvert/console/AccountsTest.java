package io.culvert.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    private Path file;
    private Accounts accounts;
    private String before;
    private int saved;

    @BeforeEach
    void begin(@TempDir Path etc) throws IOException {
        file = etc.resolve("users.properties");
        write("admin = {CRYPT}a{CRYPT},_g_:admingroup");
        accounts = new Accounts(file);
        before = accounts.digest("admin");
        assertThat(before).isNotEmpty();
    }

    private void write(String admin) throws IOException {
        save(admin + "\nother = x\n_g_\\:admingroup = group,admin\n");
    }

    /** As if it had been a while ago, each time another one. */
    private void save(String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(1000 - saved)));
        saved++;
    }

    @Test
    void aFileThatIsBeingWrittenIsNotBelieved() throws IOException {
        Files.writeString(file, "");

        assertThat(accounts.unchanged("admin", before)).isTrue();
    }

    @Test
    void anotherUserIsNoChange() throws IOException {
        save(Files.readString(file) + "third = y\n");

        assertThat(accounts.unchanged("admin", before)).isTrue();
    }

    @Test
    void anotherPasswordIsAChange() throws IOException {
        write("admin = {CRYPT}longer{CRYPT},_g_:admingroup");

        assertThat(accounts.unchanged("admin", before)).isFalse();
    }

    @Test
    void aUserWhoIsRemovedIsAChange() throws IOException {
        write("# nobody");

        assertThat(accounts.unchanged("admin", before)).isFalse();
    }

    @Test
    void aGroupWithOtherRolesIsAChange() throws IOException {
        save(Files.readString(file).replace("group,admin", "group,viewer"));

        assertThat(accounts.unchanged("admin", before)).isFalse();
    }

    @Test
    void whoIsNotThereIsInAnotherDirectory() {
        assertThat(accounts.unchanged("somebody", accounts.digest("somebody"))).isTrue();
    }
}
