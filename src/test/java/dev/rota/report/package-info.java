/** Tests of reports. */
@org.jspecify.annotations.NullMarked
package dev.rota.report;
