package io.jcompose.linux.nftables;

import static io.jcompose.linux.netlink.OwnNamespace.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.OwnNamespace;
import io.jcompose.linux.nftables.Expression.Meta;
import io.jcompose.linux.nftables.Expression.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NfTablesIT {
    private static final String TABLE = "test";

    @Test
    void rulesReadInNftAsTheyWereMeant() throws Exception {
        OwnNamespace.run(
                directory -> {
                    try (NfTables tables = NfTables.open()) {
                        tables.apply(List.of(
                                new Change.AddTable(Family.INET, TABLE),
                                new Change.AddChain(Family.INET, TABLE, "in", "filter", Hook.INPUT, 5),
                                new Change.AddRule(
                                        Family.INET,
                                        TABLE,
                                        "in",
                                        false,
                                        List.of(
                                                Expression.meta(Meta.IIFNAME, 0),
                                                Expression.equal(0, Expression.interfaceName("eth0")),
                                                Expression.counter(),
                                                Expression.verdict(Verdict.DROP))),
                                new Change.AddRule(
                                        Family.INET,
                                        TABLE,
                                        "in",
                                        true,
                                        List.of(
                                                Expression.connection(Expression.CT_STATE, 0),
                                                Expression.mask(
                                                        0, Expression.host32(Expression.CT_ESTABLISHED_OR_RELATED)),
                                                Expression.different(0, Expression.host32(0)),
                                                Expression.verdict(Verdict.ACCEPT)))));
                        assertThat(sh("nft list ruleset").replaceAll("\\s+", " "))
                                .contains(
                                        "chain in { type filter hook input priority filter + 5; policy accept; "
                                                + "ct state established,related accept iifname \"eth0\" counter packets 0 bytes 0 drop }");

                        List<RuleView> rules = tables.rules(Family.INET, TABLE, "in");
                        assertThat(rules).hasSize(2);
                        tables.apply(List.of(new Change.DeleteRule(
                                Family.INET, TABLE, "in", rules.getFirst().handle())));
                        assertThat(sh("nft list ruleset")).doesNotContain("ct state");
                        assertThat(tables.hasChain(Family.INET, TABLE, "in")).isTrue();
                        assertThat(tables.hasChain(Family.INET, TABLE, "out")).isFalse();
                        tables.apply(List.of(new Change.DeleteTable(Family.INET, TABLE)));
                        assertThat(sh("nft list ruleset")).isBlank();
                    }
                },
                "nft");
    }

    @Test
    void neighbouringRangesComeAndGoOnTheirOwn() throws Exception {
        OwnNamespace.run(directory -> {
            try (NfTables tables = NfTables.open()) {
                tables.apply(List.of(
                        new Change.AddTable(Family.INET, TABLE),
                        new Change.AddSet(Family.INET, TABLE, "nets", DataType.IPV4_ADDRESS, 4, null, true)));
                List<Element> low = range(0, 4);
                List<Element> middle = range(4, 8);
                List<Element> high = range(8, 12);
                for (List<Element> each : List.of(middle, low, high)) {
                    tables.apply(List.of(new Change.AddElements(Family.INET, TABLE, "nets", each)));
                }
                tables.apply(List.of(new Change.DeleteElements(Family.INET, TABLE, "nets", middle)));
                List<Element> rest = new ArrayList<>(low);
                rest.addAll(high);
                assertThat(tables.elements(Family.INET, TABLE, "nets")).containsExactlyInAnyOrderElementsOf(rest);
            }
        });
    }

    @Test
    void thousandsOfElementsGoInOneBatchAndAreReadBack() throws Exception {
        OwnNamespace.run(directory -> {
            try (NfTables tables = NfTables.open()) {
                List<Element> elements = new ArrayList<>();
                for (int port = 1; port <= 3000; port++) {
                    elements.add(Element.of(
                            Expression.concatenated(new byte[] {6}, Expression.port(port)),
                            Expression.concatenated(new byte[] {10, 0, 0, 1}, Expression.port(port))));
                }
                int key = DataType.concatenated(DataType.PROTOCOL, DataType.PORT);
                Change.Data to = new Change.Data(DataType.concatenated(DataType.IPV4_ADDRESS, DataType.PORT), 8);
                tables.apply(List.of(
                        new Change.AddTable(Family.INET, TABLE),
                        new Change.AddSet(Family.INET, TABLE, "ports", key, 8, to, false),
                        new Change.AddElements(Family.INET, TABLE, "ports", elements)));
                // a reading that meets the kernel's enlarging of the set may miss some; not one after the other
                Awaitility.await()
                        .pollInSameThread()
                        .untilAsserted(() -> assertThat(tables.elements(Family.INET, TABLE, "ports"))
                                .hasSameElementsAs(elements)
                                .hasSize(3000));
            }
        });
    }

    @Test
    void aRefusedStepUndoesTheWholeBatchAndIsNamed() throws Exception {
        OwnNamespace.run(directory -> {
            try (NfTables tables = NfTables.open()) {
                assertThatThrownBy(() -> tables.apply(List.of(
                                new Change.AddTable(Family.INET, TABLE),
                                new Change.AddRule(Family.INET, TABLE, "nowhere", false, List.of(Expression.counter())),
                                new Change.AddTable(Family.INET, "another"))))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("add rule to nowhere");
                assertThat(tables.tables(Family.INET)).isEmpty();
                tables.apply(List.of(new Change.AddTable(Family.INET, TABLE)));
                assertThat(tables.tables(Family.INET)).containsExactly(TABLE);
                tables.apply(List.of());
            }
        });
    }

    private static List<Element> range(int from, int to) {
        return List.of(
                Element.of(new byte[] {10, 0, (byte) from, 0}),
                new Element(new byte[] {10, 0, (byte) to, 0}, null, true));
    }
}
