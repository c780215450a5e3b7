/**
 * The engine's table in nf_tables, and its way past other firewalls.
 *
 * <pre>
 *   table inet jcompose-EEEE
 *     set bridges, internal   interface names              set same       pairs of one bridge twice: traffic inside it
 *     set subnets4, subnets6  of all networks              set masq4, masq6  of those that may go out
 *     map ports4, ports6      address . protocol . port -> address . port     published on one address
 *     map any4, any6          protocol . port -> address . port               published on every local address
 *     chain raw           prerouting -300   nothing comes from a bridge for 127.0.0.0/8
 *     chain prerouting    nat -100          look up in the maps
 *     chain output        nat -100          the same for the host's own processes
 *     chain postrouting   nat  100          masquerade
 *     chain forward       filter 0          who may talk to whom
 * </pre>
 *
 * <p>Networks and ports come and go as elements; the rules never change. The chain hooks of others see the packets too: an accept here is
 * not the last word, a drop is.
 */
@NullMarked
package io.jcompose.network.firewall;

import org.jspecify.annotations.NullMarked;
