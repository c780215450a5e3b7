/**
 * Netlink sockets and rtnetlink: links, addresses, routes, network namespaces.
 *
 * <p>A message is, in the byte order of the machine (netlink(7), rtnetlink(7)):
 *
 * <pre>
 *   u32 length | u16 type | u16 flags | u32 sequence | u32 port | fixed part of the type | attributes (u16 length, u16 type, value, padding to 4)
 * </pre>
 */
@NullMarked
package io.jcompose.linux.netlink;

import org.jspecify.annotations.NullMarked;
