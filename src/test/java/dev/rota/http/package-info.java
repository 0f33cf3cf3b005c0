@NullMarked
package dev.rota.http;

import org.jspecify.annotations.NullMarked;
