package io.jcompose.network.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetPoolTest {
    @Test
    void hasRoomForManyNetworksThatNeverOverlap() {
        SubnetPool pool = new SubnetPool(5);
        List<Cidr> taken = new ArrayList<>(List.of(Cidr.parse("172.20.0.0/16"), Cidr.parse("192.168.1.0/24")));
        int before = taken.size();
        for (int i = 0; i < 300; i++) {
            Cidr next = pool.chooseIpv4(taken);
            assertThat(taken).noneMatch(next::overlaps);
            taken.add(next);
        }
        assertThat(taken).hasSize(before + 300);
    }

    @Test
    void saysSoWhenEverythingIsTaken() {
        List<Cidr> everything = List.of(Cidr.parse("172.16.0.0/12"), Cidr.parse("192.168.0.0/16"));
        assertThatThrownBy(() -> new SubnetPool(0).chooseIpv4(everything))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void ipv6SubnetsAreUniqueLocalAndMoveAsideWhenTaken() {
        Cidr first = SubnetPool.chooseIpv6(new byte[] {1, 2, 3, 4, 5}, new byte[] {0, 0, 0, 9}, List.of());
        Cidr second = SubnetPool.chooseIpv6(new byte[] {1, 2, 3, 4, 5}, new byte[] {0, 0, 0, 9}, List.of(first));
        assertThat(first).hasToString("fd01:203:405:9:0:0:0:0/64");
        assertThat(second).hasToString("fd01:203:405:a:0:0:0:0/64");
    }

    @Test
    void badSubnetsAreExplained() {
        for (String text :
                List.of("172.20.0.0", "172.20.0.0/33", "172.20.0.0/x", "localhost/8", "300.1.1.1/8", "/8", "")) {
            assertThatThrownBy(() -> Cidr.parse(text)).as(text).isInstanceOf(JcomposeException.class);
        }
        assertThat(Cidr.parse("172.20.3.7/16")).hasToString("172.20.0.0/16");
        assertThat(Cidr.parse("0.0.0.0/0").contains(Cidr.address("255.255.255.255")))
                .isTrue();
        assertThat(Cidr.parse("10.0.0.0/8").contains(Cidr.address("::1"))).isFalse();
    }
}
