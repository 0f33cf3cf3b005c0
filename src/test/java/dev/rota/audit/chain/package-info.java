/** Security section 7, U3 and U6 to U8: the chain, its digests, and what is noticed of a change. */
@NullMarked
package dev.rota.audit.chain;

import org.jspecify.annotations.NullMarked;
