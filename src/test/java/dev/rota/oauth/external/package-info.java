@NullMarked
package dev.rota.oauth.external;

import org.jspecify.annotations.NullMarked;
