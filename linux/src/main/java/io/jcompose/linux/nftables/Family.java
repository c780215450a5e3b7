package io.jcompose.linux.nftables;

/** The address family of a table. */
public enum Family {
    INET(1),
    IP(2),
    IP6(10);

    private final int number;

    Family(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
