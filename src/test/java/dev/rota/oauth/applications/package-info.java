@NullMarked
package dev.rota.oauth.applications;

import org.jspecify.annotations.NullMarked;
