@NullMarked
package dev.rota.model;

import org.jspecify.annotations.NullMarked;
