package io.culvert.health;

import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the system will give more file descriptors: each connection needs one. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "files", Tags.PART})
public final class FilesCheck implements HealthCheck {

    private static final int WARN = 80;
    private static final int CRITICAL = 95;

    private final ToLongFunction<String> attribute;

    @Activate
    public FilesCheck() {
        this(FilesCheck::ofSystem);
    }

    /**
     * For tests.
     *
     * @param attribute gives an attribute of the operating system's bean; -1 when there is none
     */
    FilesCheck(ToLongFunction<String> attribute) {
        this.attribute = attribute;
    }

    /** By name, because the package of the bean's type is none that bundles may count on. */
    private static long ofSystem(String attribute) {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                                    .getAttribute(
                                            new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute)
                            instanceof Number number
                    ? number.longValue()
                    : -1;
        } catch (MalformedObjectNameException e) {
            throw new AssertionError("the JDK's own name", e);
        } catch (JMException e) {
            return -1; // a system that does not count them
        }
    }

    @Override
    public Result execute() {
        long open = attribute.applyAsLong("OpenFileDescriptorCount");
        long most = attribute.applyAsLong("MaxFileDescriptorCount");
        if (open < 0 || most <= 0) {
            return new Result(Result.Status.OK, "This system does not count file descriptors.");
        }
        String words = open + " of " + most + " file descriptors are in use.";
        long percent = open * 100 / most;
        if (percent < WARN) {
            return new Result(Result.Status.OK, words);
        }
        return new Result(
                percent < CRITICAL ? Result.Status.WARN : Result.Status.CRITICAL,
                words + " Each connection needs one. Raise the limit: LimitNOFILE in the systemd unit, or ulimit -n.");
    }
}
