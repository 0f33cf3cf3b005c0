@NullMarked
package dev.rota.oauth.upstream;

import org.jspecify.annotations.NullMarked;
