@NullMarked
package dev.rota.oauth;

import org.jspecify.annotations.NullMarked;
