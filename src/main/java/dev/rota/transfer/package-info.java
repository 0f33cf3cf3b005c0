/**
 * All that an organization owns, taken out as lines of JSON and brought into an empty organization.
 *
 * <p>An export is read page by page in short transactions, so it is no picture of one moment: what is made meanwhile may be
 * in it or not. An import leaves out what refers to something that is not there. People are known by their addresses, and
 * never made members; secrets, tokens and the audit log are in no export.
 */
@CheckReturnValue
@NullMarked
package dev.rota.transfer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
