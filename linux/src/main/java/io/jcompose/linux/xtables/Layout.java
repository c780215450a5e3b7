package io.jcompose.linux.xtables;

/**
 * Where things are in an entry of one family.
 *
 * @param domain of the socket, and level of its options
 * @param interfaces position of the incoming interface's name; outgoing and the two masks follow, 16 bytes each
 * @param target position of the u16 with the offset of the target
 * @param header length of an entry without matches and target
 */
record Layout(int domain, int level, int interfaces, int target, int header, String names) {
    static final Layout IPV4 = new Layout(2, 0, 16, 88, 112, "/proc/thread-self/net/ip_tables_names");
    static final Layout IPV6 = new Layout(10, 41, 64, 140, 168, "/proc/thread-self/net/ip6_tables_names");

    int next() {
        return target + 2;
    }
}
