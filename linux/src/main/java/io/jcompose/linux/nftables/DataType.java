package io.jcompose.linux.nftables;

/** Numbers by which nft(8) remembers how to print the keys of a set; the kernel only carries them. */
public final class DataType {
    public static final int IPV4_ADDRESS = 7;
    public static final int IPV6_ADDRESS = 8;
    public static final int PROTOCOL = 12;
    public static final int PORT = 13;
    public static final int INTERFACE_NAME = 41;

    private static final int BITS = 6;

    private DataType() {}

    public static int concatenated(int... types) {
        int packed = 0;
        for (int type : types) {
            packed = packed << BITS | type;
        }
        return packed;
    }
}
