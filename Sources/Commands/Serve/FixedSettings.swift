/// What a running server cannot take up from a changed configuration: where it listens and where its truth lies.
enum FixedSettings {
    /// The keys that differ, as they stand in the file.
    static func changes(from running: SluiceConfiguration, to read: SluiceConfiguration) -> [String] {
        let (old, new) = (running.server, read.server)
        let pairs: [(String, Bool)] = [
            ("server.listen", old.listen == new.listen),
            ("server.admin_listen", old.adminListen == new.adminListen),
            ("server.public_url", old.publicURL == new.publicURL),
            ("server.admin_token", old.adminToken == new.adminToken),
            ("server.read_token", old.readToken == new.readToken),
            ("server.trusted_proxies", old.trustedProxies == new.trustedProxies),
            ("server.body_limit", old.bodyLimit == new.bodyLimit),
            ("server.shutdown_seconds", old.shutdown == new.shutdown),
            ("storage", running.storage == read.storage),
            ("inbox.url", running.inbox == read.inbox),
            ("tracing", running.tracing == read.tracing),
            (
                "credentials (of the first or last store that is connected by an install link)",
                running.stores.contains(where: \.isAuthorized) == read.stores.contains(where: \.isAuthorized)
            ),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }
}

extension StoreSettings {
    fileprivate var isAuthorized: Bool { credentials?.isAuthorized == true }
}
