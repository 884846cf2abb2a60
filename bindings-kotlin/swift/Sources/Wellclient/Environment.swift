// Environments: which server.

extension Environment {
    /// A server without a preset: `apiBase` is scheme, host, port and base path of its CSTA API. The event channel is
    /// `<apiBase>/mvc/stomp/websocket`, the log-in `loginUrl`, else `<apiBase>/login`.
    ///
    /// Throws `WellError.environment`: a URL that cannot be used, because of its scheme, credentials, or a query.
    public static func custom(_ apiBase: String, loginUrl: String? = nil) throws -> Environment {
        try Library.ensure()
        return try nativeCustomEnvironment(apiBase: apiBase, loginUrl: loginUrl)
    }

    /// The environment that the manual's `useConfig(name)` picks (2.1); without a dialect, of 4.x.
    ///
    /// Throws `WellError.environment`: there is none of this name, or not in this dialect.
    public static func preset(_ name: String, dialect: Dialect? = nil) throws -> Environment {
        try Library.ensure()
        return try nativePresetEnvironment(name: name, dialect: dialect)
    }

    /// The names that `preset` knows.
    public static var presets: [String] {
        Library.require()
        return nativeEnvironmentNames()
    }
}
