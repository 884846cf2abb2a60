/** A CTI client library: logs call-center agents in, follows their calls, controls them. */
module io.github.wellclient {
    exports io.github.wellclient;

    requires transitive kotlin.stdlib;
    requires transitive kotlinx.coroutines.core;
    requires com.sun.jna;

    // JNA makes structures and callbacks by reflection.
    opens io.github.wellclient to com.sun.jna;
}
