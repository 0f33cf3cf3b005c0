/**
 * The one guarded way out: requests to URLs that people and clients name.
 *
 * <p>Owns which addresses may be reached, and the client that reaches them. Knows nothing of what is fetched. Whoever needs
 * it makes an {@link dev.rota.egress.Egress} of their own, so that no two purposes share a client. Rules: security W4, W5.
 */
@CheckReturnValue
@NullMarked
package dev.rota.egress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
