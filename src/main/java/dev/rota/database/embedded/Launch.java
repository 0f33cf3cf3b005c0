package dev.rota.database.embedded;

/**
 * What only this project's own tests may change.
 *
 * @param durable false gives up the data when the machine fails, which makes tests faster
 * @param dieWithParent false leaves the server running when this process is killed
 */
record Launch(boolean durable, boolean dieWithParent) {
    static final Launch PRODUCT = new Launch(true, true);
}
