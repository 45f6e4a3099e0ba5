package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of the Debian package on one machine with systemd, in this order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class DebianPackageIT {

    private static final String ENV = "/var/lib/culvert/culvert.env";
    private static final String READY = "test -e " + ENV;
    private static final String LOG = "journalctl --unit culvert --output cat --no-pager";

    private Machine machine;

    @BeforeAll
    void boot() throws Exception {
        machine = Machine.booted();
        machine.copy(
                Path.of(
                        System.getProperty("culvert.packages"),
                        "culvert_" + System.getProperty("culvert.version") + "_all.deb"),
                "/root/culvert.deb");
    }

    @AfterAll
    void close() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void installingStartsAServiceWithAUserOfItsOwn() throws Exception {
        machine.run("dpkg --install culvert.deb");
        machine.await(READY);

        assertThat(machine.run("systemctl is-enabled culvert; systemctl is-active culvert"))
                .isEqualTo("enabled\nactive\n");
        assertThat(machine.run("getent passwd culvert")).contains(":/var/lib/culvert:/usr/sbin/nologin");
        assertThat(machine.run("ps -o user= -p $(systemctl show -P MainPID culvert)")
                        .strip())
                .isEqualTo("culvert");
        assertOwned("/var/lib/culvert", "rwx------");
        assertOwned("/etc/culvert", "rwxr-x---");
        assertOwned("/var/log/culvert", "rwxr-x---");
        assertOwned("/var/lib/culvert/token", "rw-------");
        assertThat(machine.file("/etc/culvert/io.culvert.broker.cfg")).exists();
        assertThat(machine.file("/var/log/culvert/culvert.log")).exists();
        assertThat(machine.run("find /usr/share/culvert -newer /root/culvert.deb -type f"))
                .isEmpty();
    }

    private void assertOwned(String path, String permissions) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(machine.file(path), PosixFileAttributes.class);
        // The name is looked up on this machine, which does not know it.
        assertThat(attributes.owner().getName()).as(path).isNotEqualTo("root");
        assertThat(PosixFilePermissions.toString(attributes.permissions()))
                .as(path)
                .isEqualTo(permissions);
    }

    @Test
    @Order(2)
    void peersMeetThroughIt() throws Exception {
        machine.tunnel(ENV);
    }

    @Test
    @Order(3)
    void theUnitIsSoundAndItsSandboxTight() throws Exception {
        assertThat(machine.run("systemd-analyze verify --man=no culvert.service"))
                .isEmpty();
        machine.run("systemd-analyze security --threshold=20 culvert.service >/dev/null");
        assertThat(machine.run("systemctl show -P NRestarts culvert").strip()).isEqualTo("0");
        assertThat(machine.run("grep -E 'NoNewPrivs|CapBnd|CapEff' /proc/$(systemctl show -P MainPID culvert)/status"))
                .contains("NoNewPrivs:\t1", "CapBnd:\t0000000000000000", "CapEff:\t0000000000000000");
    }

    @Test
    @Order(4)
    void aFileInEtcTakesEffectWhileItRuns() throws Exception {
        machine.run("printf 'name = second\\nport = 9443\\n'"
                + " >/etc/culvert/io.culvert.transport.undertow.listener-second.cfg");
        machine.await("curl --silent --fail --insecure https://127.0.0.1:9443/healthz");
        machine.run("rm /etc/culvert/io.culvert.transport.undertow.listener-second.cfg");
    }

    @Test
    @Order(5)
    void anUpgradeKeepsEverythingAndAsksNothing() throws Exception {
        machine.run("echo '# mine' >>/etc/default/culvert;"
                + " echo 'alone.timeout = 77' >>/etc/culvert/io.culvert.broker.cfg");
        String before = sums();
        String user = machine.run("id culvert");

        machine.run("""
                dpkg-deb --raw-extract culvert.deb next
                sed -i 's/^Version: .*/Version: 99.0/' next/DEBIAN/control
                echo '# theirs' >>next/etc/default/culvert
                echo '# theirs' | tee -a next/usr/share/culvert/etc/io.culvert.{broker,ca}.cfg >/dev/null
                dpkg-deb -Znone --build next next.deb >/dev/null
                dpkg --force-confdef --force-confold --install next.deb
                """);
        machine.await(READY);

        assertThat(sums()).isEqualTo(before);
        assertThat(machine.run("id culvert")).isEqualTo(user);
        assertThat(machine.read("/etc/default/culvert")).endsWith("# mine");
        assertThat(machine.read("/etc/culvert/io.culvert.broker.cfg")).contains("alone.timeout = 77");
        assertThat(machine.read("/etc/culvert/io.culvert.broker.cfg.new")).endsWith("# theirs");
        assertThat(machine.read("/etc/culvert/io.culvert.ca.cfg")).endsWith("# theirs");
        machine.tunnel(ENV);
    }

    private String sums() throws IOException, InterruptedException {
        return machine.run("cd /var/lib/culvert; sha256sum token shell-password etc/users.properties"
                + " server_maintenance/d2d/{ca.pem,ca.p12}");
    }

    @Test
    @Order(6)
    void configuringOnceMoreChangesNothing() throws Exception {
        String before = sums();

        machine.run("dpkg-reconfigure culvert; dpkg --force-confold --install next.deb");
        machine.await(READY);

        assertThat(sums()).isEqualTo(before);
    }

    @Test
    @Order(7)
    void aTakenPortIsSaidAndTriedAgain() throws Exception {
        machine.run("systemctl stop culvert; systemd-run --quiet --unit squatter perl -MIO::Socket::INET -e"
                + " 'IO::Socket::INET->new(LocalAddr => q(127.0.0.1:8443), ReuseAddr => 1, Listen => 1) && sleep 99'");
        machine.await("bash -c 'exec 3<>/dev/tcp/127.0.0.1/8443'");

        machine.run("systemctl start culvert");
        machine.await(LOG + " | grep 'port 8443 of 127.0.0.1 is taken by another program'");

        machine.run("systemctl stop squatter");
        machine.await(READY);
    }

    @Test
    @Order(8)
    void withoutJavaItSaysWhatToInstall() throws Exception {
        machine.run("mount -t tmpfs tmpfs /usr/lib/jvm; systemctl restart culvert");
        machine.await(LOG + " | grep 'No Java 17 to 23'");
        machine.run("umount /usr/lib/jvm");
        machine.await(READY);
    }

    @Test
    @Order(9)
    void aWrongOptionIsNotTriedForEver() throws Exception {
        machine.run("echo 'CULVERT_OPTIONS=--nonsense' >>/etc/default/culvert; systemctl restart culvert");
        machine.await("systemctl is-failed culvert");
        assertThat(machine.run(LOG + " --lines 10")).contains("unknown option: --nonsense");
        assertThat(machine.run("systemctl show -P Result -P ExecMainStatus culvert"))
                .contains("exit-code", "2");
        machine.run("sed -i '$d' /etc/default/culvert");
    }

    @Test
    @Order(10)
    void aLowPortNeedsTheExamplesDropIn() throws Exception {
        machine.run("""
                echo 'CULVERT_OPTIONS="--port 443"' >>/etc/default/culvert
                install -D -t /etc/systemd/system/culvert.service.d /usr/share/doc/culvert/examples/low-port.conf
                systemctl daemon-reload
                systemctl restart culvert
                """);
        machine.await("curl --silent --fail --insecure https://127.0.0.1:443/healthz");
        machine.await(READY);
    }

    @Test
    @Order(11)
    void removingStopsItInGoodOrderAndKeepsItsState() throws Exception {
        String before = sums();

        machine.run("dpkg --remove culvert");

        assertThat(machine.run("pgrep -u culvert || true")).isEmpty();
        assertThat(machine.run(LOG + " --lines 5")).contains("culvert.service: Deactivated successfully.");
        assertThat(machine.file("/usr/sbin/culvert-gateway")).doesNotExist();
        assertThat(machine.file("/usr/share/culvert")).doesNotExist();
        assertThat(sums()).isEqualTo(before);
    }

    @Test
    @Order(12)
    void purgingLeavesNothing() throws Exception {
        machine.run("dpkg --purge culvert; rm -r /etc/systemd/system/culvert.service.d; systemctl daemon-reload");

        assertThat(machine.run("! getent passwd culvert; ! getent group culvert; ! dpkg --status culvert 2>/dev/null; "
                        + "find /etc /lib/systemd /usr /var -xdev -name 'culvert*'"))
                .isEmpty();
    }
}
