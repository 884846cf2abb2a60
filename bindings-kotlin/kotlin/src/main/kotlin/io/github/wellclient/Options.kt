// The options for Java, which knows no defaults: made here, changed by their setters.
package io.github.wellclient

/** Records of options with all defaults. */
public object Options {
    /** The options of a client. */
    @JvmStatic
    public fun client(): ClientOptions = ClientOptions()

    /** The options of a session with this server. */
    @JvmStatic
    public fun session(environment: Environment): SessionOptions = SessionOptions(environment)

    /** The settings of a session (`setConfig`, manual 2.1). */
    @JvmStatic
    public fun settings(): Settings = Settings()

    /** A session's times. */
    @JvmStatic
    public fun timing(): Timing = Timing()

    /** What TLS is to trust and to show. */
    @JvmStatic
    public fun tls(): TlsOptions = TlsOptions()

    /** Which numbers are internal. */
    @JvmStatic
    public fun internalNumbers(): InternalNumbers = InternalNumbers()

    /** Who logs in (manual 2.2). */
    @JvmStatic
    public fun login(jobNumber: String, password: String, domain: String, ext: String): LoginRequest =
        LoginRequest(jobNumber, password, domain, ext)

    /** What a call can be given besides its number (manual 2.5). */
    @JvmStatic
    public fun makeCall(): MakeCallOptions = MakeCallOptions()

    /** A server without a preset: `apiBase` is scheme, host, port and base path of its CSTA API. */
    @JvmStatic
    @JvmOverloads
    @Throws(WellException::class)
    public fun environment(apiBase: String, loginUrl: String? = null): Environment {
        Library.ensure()
        return customEnvironment(apiBase, loginUrl)
    }

    /** The environment that the manual's `useConfig(name)` picks (2.1). */
    @JvmStatic
    @JvmOverloads
    @Throws(WellException::class)
    public fun preset(name: String, dialect: Dialect? = null): Environment {
        Library.ensure()
        return presetEnvironment(name, dialect)
    }
}
