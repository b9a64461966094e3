/// Whether a host is this machine, without asking a resolver.
package enum LoopbackHost {
    /// `localhost`, `::1`, and a full address of 127.0.0.0/8; no other spelling, since parsers differ on those.
    package static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}
