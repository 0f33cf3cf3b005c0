/**
 * What people see: the views of all pages, their templates' parameters, and how a page is sent.
 *
 * <p>Templates lie in {@code src/main/jte}; they are checked against these records and compiled when the product is built,
 * and escape everything they are given (security H6).
 */
@CheckReturnValue
@NullMarked
package dev.rota.oauth.page;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
