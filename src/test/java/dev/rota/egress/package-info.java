@NullMarked
package dev.rota.egress;

import org.jspecify.annotations.NullMarked;
