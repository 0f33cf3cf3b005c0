/** One bucket of an S3-compatible object store, to which objects are put: a place out of the database's reach. */
@CheckReturnValue
@NullMarked
package dev.rota.objectstore;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
