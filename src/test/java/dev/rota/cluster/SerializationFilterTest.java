package dev.rota.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.spi.exception.PartitionMigratingException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.io.File;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a member makes of Java objects that come from another. */
class SerializationFilterTest {
    private final InternalSerializationService members = new DefaultSerializationServiceBuilder()
            .setConfig(new SerializationConfig().setJavaSerializationFilterConfig(SerializationFilter.filter()))
            .build();

    static Exception[] refusals() {
        return new Exception[] {
            new PartitionMigratingException(null, 1, "an operation", "a service"),
            new TargetNotMemberException("gone"),
            new RetryableHazelcastException("again", new TimeoutException("late")),
            new HazelcastInstanceNotActiveException("leaving"),
            new HazelcastException(new IllegalStateException("a cause"))
        };
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void by_which_members_refuse_is_read(Exception refusal) {
        refusal.addSuppressed(new InterruptedException());
        Exception read = members.toObject(members.toData(refusal));
        assertThat(read).isInstanceOf(refusal.getClass()).hasMessage(refusal.getMessage());
    }

    @Test
    void p9_no_other_java_object_is_made_of_what_comes_over_the_network() {
        var other = members.toData(new File("a file"));
        assertThatThrownBy(() -> members.toObject(other)).hasMessageContaining("java.io.File is not allowed");
    }
}
