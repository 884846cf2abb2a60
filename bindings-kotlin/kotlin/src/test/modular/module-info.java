/** A program on the module path, which says what it uses. */
module modular {
    requires io.github.wellclient;
}
