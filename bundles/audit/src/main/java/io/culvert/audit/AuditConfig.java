package io.culvert.audit;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.audit.cfg}. */
@ObjectClassDefinition(
        name = "Culvert audit log",
        description = "Writes down what somebody may have to answer for, a JSON object per line.")
@interface AuditConfig {

    @AttributeDefinition(
            name = "File",
            description =
                    "Where it is written. Full files stay beside it, with the number of their first line as a suffix")
    String file() default "log/audit.log";

    @AttributeDefinition(name = "Size (MB)", description = "How big a file gets before the next one is begun")
    int size() default 16;

    @AttributeDefinition(name = "Files kept", description = "How many full files are kept; older ones are deleted")
    int keep() default 32;

    @AttributeDefinition(
            name = "Key file",
            description = "With what it holds nobody else can make a log that looks whole. Made at the first start."
                    + " Empty for hashes without a key")
    String key() default "etc/audit.key";

    @AttributeDefinition(
            name = "Queue (events)",
            description = "How many events may wait to be written. Further ones are lost, and counted")
    int queue() default 20000;
}
