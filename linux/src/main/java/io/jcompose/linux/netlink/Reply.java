package io.jcompose.linux.netlink;

/**
 * One message from the kernel.
 *
 * @param type its type without the reply's sequence and port
 * @param body what follows the netlink header: the fixed part and the attributes
 */
public record Reply(int type, byte[] body) {
    /** The attributes after a fixed part of that many bytes. */
    public Attributes attributes(int fixedLength) {
        return Attributes.parse(body, fixedLength, body.length);
    }
}
