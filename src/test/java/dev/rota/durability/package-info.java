/**
 * What survives when a process is killed: a real server in a process of its own, writers that retry blindly, and a
 * comparison of what they were told with what is there afterwards (security section 11, F1, F2, F5).
 */
package dev.rota.durability;
