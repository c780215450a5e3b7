package io.jcompose.linux.nftables;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.Attributes;
import io.jcompose.linux.netlink.Message;
import io.jcompose.linux.netlink.NetlinkSocket;
import io.jcompose.linux.netlink.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * The packet filter of the namespace of the thread that opened it. Not safe for concurrent use.
 *
 * <p>Needs a kernel with nf_tables and nat chains in the inet family (5.2).
 */
public final class NfTables implements AutoCloseable {
    private static final int NETLINK_NETFILTER = 12;
    private static final int SUBSYSTEM = 10;
    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;
    private static final int NEWTABLE = 0;
    private static final int GETTABLE = 1;
    private static final int DELTABLE = 2;
    private static final int NEWCHAIN = 3;
    private static final int GETCHAIN = 4;
    private static final int NEWRULE = 6;
    private static final int GETRULE = 7;
    private static final int DELRULE = 8;
    private static final int NEWSET = 9;
    private static final int NEWSETELEM = 12;
    private static final int GETSETELEM = 13;
    private static final int DELSETELEM = 14;
    private static final int NFT_SET_INTERVAL = 4;
    private static final int NFT_SET_MAP = 8;
    private static final int NFT_SET_ELEM_INTERVAL_END = 1;
    private static final int CREATE = Message.NLM_F_CREATE;
    /** An attribute is at most 64 KiB long, so that a list of elements has to be cut. */
    private static final int ELEMENTS_PER_MESSAGE = 500;

    private final NetlinkSocket socket;

    private NfTables(NetlinkSocket socket) {
        this.socket = socket;
    }

    public static NfTables open() {
        return new NfTables(NetlinkSocket.open(NETLINK_NETFILTER));
    }

    /** Does all of it or, with a {@link LinuxException} that names the step, nothing. */
    public void apply(List<Change> wanted) {
        List<Change> changes = wanted.stream().filter(NfTables::doesSomething).toList();
        if (changes.isEmpty()) {
            return;
        }
        List<Message> batch = new ArrayList<>();
        batch.add(new Message(BATCH_BEGIN, 0, "nf_tables", "commit").u8(0).u8(0).u16(Short.reverseBytes((short)
                SUBSYSTEM)));
        for (int i = 0; i < changes.size(); i++) {
            // One acknowledgement for the whole batch; refused steps are reported anyhow, before it.
            write(batch, changes.get(i), i == changes.size() - 1 ? Message.NLM_F_ACK : 0, i);
        }
        batch.add(new Message(BATCH_END, 0, "nf_tables", "commit").u8(0).u8(0).u16(Short.reverseBytes((short)
                SUBSYSTEM)));
        socket.request(batch);
    }

    /** Names of the tables of that family. */
    public List<String> tables(Family family) {
        Message message = message(GETTABLE, Message.NLM_F_DUMP, family, "list tables");
        return socket.request(message).stream()
                .map(reply -> reply.attributes(4).text(1))
                .toList();
    }

    /** Names of the chains of a table, none when there is no such table. */
    public List<String> chains(Family family, String table) {
        Message message = message(GETCHAIN, Message.NLM_F_DUMP, family, "list chains");
        return socket.request(message).stream()
                .map(reply -> reply.attributes(4))
                .filter(attributes -> attributes.text(1).equals(table))
                .map(attributes -> attributes.text(3))
                .toList();
    }

    public boolean hasChain(Family family, String table, String chain) {
        Message message = message(GETCHAIN, Message.NLM_F_ACK, family, "find chain " + chain)
                .attribute(1, table)
                .attribute(3, chain);
        return !dump(message).isEmpty();
    }

    /** The rules of a chain in order, none when there is no such chain. */
    public List<RuleView> rules(Family family, String table, String chain) {
        Message message = message(GETRULE, Message.NLM_F_DUMP, family, "list rules")
                .attribute(1, table)
                .attribute(2, chain);
        List<RuleView> rules = new ArrayList<>();
        for (Reply reply : dump(message)) {
            Attributes rule = reply.attributes(4);
            // Kernels before 4.6 do not filter.
            if (rule.text(1).equals(table) && rule.text(2).equals(chain)) {
                List<RuleView.Step> steps = rule.nested(4).all().stream()
                        .map(Attributes.Attribute::nested)
                        .map(step -> new RuleView.Step(step.text(1), step.nested(2)))
                        .toList();
                rules.add(new RuleView(rule.u64be(3, 0), steps));
            }
        }
        return List.copyOf(rules);
    }

    /**
     * The elements of a set or map in no order. The kernel enlarges a set a moment after the change that it is for, and a reading of several messages goes on
     * by count in an order that is another then: one may be missing, or there twice (net/netfilter/nft_set_hash.c, nft_rhash_walk).
     */
    public List<Element> elements(Family family, String table, String set) {
        Message message = message(GETSETELEM, Message.NLM_F_DUMP, family, "list elements of " + set)
                .attribute(1, table)
                .attribute(2, set);
        List<Element> elements = new ArrayList<>();
        for (Reply reply : dump(message)) {
            for (Attributes.Attribute item : reply.attributes(4).nested(3).all()) {
                Attributes element = item.nested();
                byte[] key = element.nested(1).bytes(1).orElse(new byte[0]);
                byte[] value = element.nested(2).bytes(1).orElse(null);
                elements.add(new Element(key, value, (element.u32be(3, 0) & NFT_SET_ELEM_INTERVAL_END) != 0));
            }
        }
        return List.copyOf(elements);
    }

    @Override
    public void close() {
        socket.close();
    }

    /** An empty list of elements makes no message, so that nothing would answer for it. */
    private static boolean doesSomething(Change change) {
        return switch (change) {
            case Change.AddElements elements -> !elements.elements().isEmpty();
            case Change.DeleteElements elements -> !elements.elements().isEmpty();
            case Change.AddTable _,
                    Change.DeleteTable _,
                    Change.AddChain _,
                    Change.AddRule _,
                    Change.DeleteRule _,
                    Change.AddSet _ -> true;
        };
    }

    private List<Reply> dump(Message message) {
        try {
            return socket.request(message);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return List.of();
            }
            throw e;
        }
    }

    private static void write(List<Message> batch, Change change, int ack, int number) {
        Family family = change.family();
        String table = change.table();
        switch (change) {
            case Change.AddTable _ ->
                batch.add(message(NEWTABLE, ack | CREATE, family, "add table " + table)
                        .attribute(1, table));
            case Change.DeleteTable _ ->
                batch.add(
                        message(DELTABLE, ack, family, "delete table " + table).attribute(1, table));
            case Change.AddChain chain -> {
                Message message = message(NEWCHAIN, ack | CREATE, family, "add chain " + chain.chain());
                message.attribute(1, table)
                        .attribute(3, chain.chain())
                        .nested(
                                4,
                                () -> message.attribute32be(1, chain.hook().ordinal())
                                        .attribute32be(2, chain.priority()));
                batch.add(message.attribute32be(5, 1).attribute(7, chain.type()));
            }
            case Change.AddRule rule -> batch.add(rule(rule, ack));
            case Change.DeleteRule rule ->
                batch.add(message(DELRULE, ack, family, "delete rule of " + rule.chain())
                        .attribute(1, table)
                        .attribute(2, rule.chain())
                        .attribute64be(3, rule.handle()));
            case Change.AddSet set -> batch.add(set(set, ack, number));
            case Change.AddElements elements ->
                elements(batch, NEWSETELEM, ack | CREATE, change, elements.set(), elements.elements());
            case Change.DeleteElements elements ->
                elements(batch, DELSETELEM, ack, change, elements.set(), elements.elements());
        }
    }

    private static Message rule(Change.AddRule rule, int ack) {
        int place = rule.first() ? 0 : Message.NLM_F_APPEND;
        Message message = message(NEWRULE, ack | CREATE | place, rule.family(), "add rule to " + rule.chain())
                .attribute(1, rule.table())
                .attribute(2, rule.chain());
        return message.nested(4, () -> {
            for (Expression expression : rule.expressions()) {
                message.nested(
                        1,
                        () -> message.attribute(1, expression.name())
                                .nested(2, () -> expression.data().accept(message)));
            }
        });
    }

    private static Message set(Change.AddSet set, int ack, int number) {
        Change.Data data = set.data();
        int flags = (set.interval() ? NFT_SET_INTERVAL : 0) | (data != null ? NFT_SET_MAP : 0);
        Message message = message(NEWSET, ack | CREATE, set.family(), "add set " + set.set())
                .attribute(1, set.table())
                .attribute(2, set.set())
                .attribute32be(3, flags)
                .attribute32be(4, set.keyType())
                .attribute32be(5, set.keyLength())
                .attribute32be(10, number + 1);
        return data == null ? message : message.attribute32be(6, data.type()).attribute32be(7, data.length());
    }

    private static void elements(
            List<Message> batch, int type, int flags, Change change, String set, List<Element> elements) {
        for (int from = 0; from < elements.size(); from += ELEMENTS_PER_MESSAGE) {
            List<Element> part = elements.subList(from, Math.min(elements.size(), from + ELEMENTS_PER_MESSAGE));
            Message message = message(type, flags, change.family(), "change elements of " + set)
                    .attribute(1, change.table())
                    .attribute(2, set);
            batch.add(message.nested(3, () -> {
                for (Element element : part) {
                    message.nested(1, () -> element(message, element));
                }
            }));
        }
    }

    private static void element(Message message, Element element) {
        message.nested(1, () -> message.attribute(1, element.key()));
        byte[] value = element.value();
        if (value != null) {
            message.nested(2, () -> message.attribute(1, value));
        }
        if (element.intervalEnd()) {
            message.attribute32be(3, NFT_SET_ELEM_INTERVAL_END);
        }
    }

    private static Message message(int type, int flags, Family family, String description) {
        return new Message(SUBSYSTEM << 8 | type, flags, "nf_tables", description)
                .u8(family.number())
                .u8(0)
                .u16(0);
    }
}
