/** Tests of reports, and of the sums that they are made of. */
@NullMarked
package dev.rota.report;

import org.jspecify.annotations.NullMarked;
