package dev.rota.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;

/**
 * What may become a Java object of what comes over the network (security P9): the exceptions by which Hazelcast's members
 * refuse each other's operations, and what an exception is made of. Nothing of ours travels as a Java object.
 *
 * <p>Hazelcast's packages and {@code java.lang} are let in whole, without what lies below them: their exceptions are many and
 * change with its versions. All else is named class by class.
 *
 * <p>They cannot be left out: a member asked during a migration of partitions answers with one that says "again", and who
 * may not read it waits for an answer that never comes.
 */
final class SerializationFilter {
    private static final String[] OF_HAZELCAST = {
        "com.hazelcast.core",
        "com.hazelcast.map",
        "com.hazelcast.partition",
        "com.hazelcast.spi.exception",
        "com.hazelcast.splitbrainprotection"
    };
    private static final String[] OF_JAVA = {
        "[Ljava.lang.StackTraceElement;",
        "[Ljava.lang.Throwable;",
        "java.io.EOFException",
        "java.io.IOException",
        "java.util.ArrayList",
        "java.util.Collections$EmptyList",
        "java.util.Collections$UnmodifiableCollection",
        "java.util.Collections$UnmodifiableList",
        "java.util.ConcurrentModificationException",
        "java.util.NoSuchElementException",
        "java.util.concurrent.CancellationException",
        "java.util.concurrent.CompletionException",
        "java.util.concurrent.ExecutionException",
        "java.util.concurrent.RejectedExecutionException",
        "java.util.concurrent.TimeoutException"
    };

    private SerializationFilter() {}

    static JavaSerializationFilterConfig filter() {
        var listed = new ClassFilter()
                .addPackages(OF_HAZELCAST)
                // Without the packages below it, which have reflection and lambdas.
                .addPackages("java.lang")
                .addClasses(OF_JAVA);
        return new JavaSerializationFilterConfig().setWhitelist(listed).setDefaultsDisabled(true);
    }
}
