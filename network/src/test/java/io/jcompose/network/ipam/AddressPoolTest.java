package io.jcompose.network.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
    private static AddressPool pool(String subnet, String range) {
        Cidr cidr = Cidr.parse(subnet);
        return new AddressPool(cidr, Cidr.parse(range), List.of(cidr.nth(1)));
    }

    @Test
    void givesOutEveryAddressOnceAndThenSaysThereIsNone() {
        AddressPool pool = pool("10.0.0.0/29", "10.0.0.0/29");
        assertThat(List.of(lease(pool, "a"), lease(pool, "b"), lease(pool, "c"), lease(pool, "d"), lease(pool, "e")))
                .containsExactly("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6");
        assertThatThrownBy(() -> lease(pool, "f"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("no address is free");
    }

    @Test
    void whoComesBackGetsItsAddressUnlessTheLastFreeOneWasNeeded() {
        AddressPool pool = pool("10.0.0.0/29", "10.0.0.0/29");
        String a = lease(pool, "a");
        pool.release(Cidr.address(a), "a");
        for (String name : List.of("b", "c", "d", "e")) {
            assertThat(lease(pool, name)).isNotEqualTo(a);
        }
        assertThat(lease(pool, "f")).isEqualTo(a);
        assertThatThrownBy(() -> lease(pool, "a")).hasMessageContaining("no address is free");
    }

    @Test
    void ofThoseThatEverybodyHadTheOneAtRestForTheLongestIsGivenOut() {
        AddressPool pool = pool("10.0.0.0/29", "10.0.0.0/29");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            lease(pool, name);
        }
        for (String name : List.of("d", "b", "e")) {
            pool.release(Cidr.address("10.0.0." + (name.charAt(0) - 'a' + 2)), name);
        }

        assertThat(lease(pool, "b")).isEqualTo("10.0.0.3");
        assertThat(lease(pool, "f")).isEqualTo("10.0.0.5");
        assertThat(lease(pool, "g")).isEqualTo("10.0.0.6");
        assertThatThrownBy(() -> lease(pool, "h")).hasMessageContaining("no address is free");
    }

    @Test
    void anAddressThatItsOwnerHasLeftForAnotherCanBeHad() {
        AddressPool pool = pool("10.0.0.0/29", "10.0.0.2/31");
        String first = lease(pool, "a");
        pool.release(Cidr.address(first), "a");
        pool.lease("a", Cidr.address("10.0.0.3"));

        assertThat(lease(pool, "b")).isEqualTo(first);
    }

    @Test
    void staysInsideTheRange() {
        AddressPool pool = pool("10.0.0.0/24", "10.0.0.128/30");
        assertThat(List.of(lease(pool, "a"), lease(pool, "b"), lease(pool, "c"), lease(pool, "d")))
                .containsExactly("10.0.0.128", "10.0.0.129", "10.0.0.130", "10.0.0.131");
        assertThat(pool.lease("e", Cidr.address("10.0.0.7")).getHostAddress()).isEqualTo("10.0.0.7");
        assertThatThrownBy(() -> pool.lease("f", Cidr.address("10.0.1.7")))
                .hasMessageContaining("is not in the network's subnet");
        assertThatThrownBy(() -> pool.lease("f", Cidr.address("10.0.0.1")))
                .hasMessageContaining("in use by the network itself");
    }

    @Test
    void neverGivesAnAddressToTwoOwnersWhateverTheOrder() {
        Random random = new Random(42);
        AddressPool pool = pool("10.0.0.0/27", "10.0.0.0/27");
        Map<InetAddress, String> held = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            String owner = "owner-" + random.nextInt(60);
            if (held.containsValue(owner) || held.size() == 29) {
                InetAddress address = held.keySet().stream()
                        .skip(random.nextInt(held.size()))
                        .findFirst()
                        .orElseThrow();
                pool.release(address, String.valueOf(held.remove(address)));
            } else {
                assertThat(held.put(pool.lease(owner, null), owner)).isNull();
            }
        }
    }

    @Test
    void ipv6SubnetsAreNotSearchedToTheEnd() {
        AddressPool pool = pool("fd00::/64", "fd00::/64");
        for (int i = 0; i < 500; i++) {
            lease(pool, "owner-" + i);
        }
        assertThat(lease(pool, "last")).isEqualTo("fd00:0:0:0:0:0:0:1f6");
    }

    private static String lease(AddressPool pool, String owner) {
        return pool.lease(owner, null).getHostAddress();
    }
}
