/**
 * {@code subscriptions/listen} (modern era): one stream of notifications for each request, as long as its client stays and
 * its credential lasts. Announcements of the event bus wake it, and then it looks for itself, so that a lost one delays and
 * never loses.
 */
@CheckReturnValue
@NullMarked
package dev.rota.mcp.subscription;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
