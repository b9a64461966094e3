/// Turns headers into what the recording may hold: one value for each name in lower case, credentials masked.
struct HeaderMask {
    private let alsoSecret: Set<String>

    /// A header whose name contains one of these is taken for a credential: too much masked is better than too little.
    private static let secretParts = [
        "token", "secret", "password", "passwd", "api-key", "apikey", "api_key", "cookie", "credential",
    ]

    init(alsoSecret: Set<String>) {
        self.alsoSecret = Set(alsoSecret.map { $0.lowercased() })
    }

    func masked(_ headers: [(String, String)]) -> [String: String] {
        headers.reduce(into: [:]) { result, header in
            let name = header.0.lowercased()
            let value = masked(name: name, value: header.1)
            result[name] = result[name].map { "\($0), \(value)" } ?? value
        }
    }

    private func masked(name: String, value: String) -> String {
        guard !value.isEmpty else { return value }
        if name == "authorization" || name == "proxy-authorization" {
            guard let scheme = Self.scheme(of: value) else { return SecretMembers.mask }
            return "\(scheme) \(SecretMembers.mask)"
        }
        let isSecret = alsoSecret.contains(name) || Self.secretParts.contains { name.contains($0) }
        return isSecret ? SecretMembers.mask : value
    }

    /// The word before the credential, if it is one: a bare credential that holds a space must not pass for a scheme.
    private static func scheme(of value: String) -> Substring? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let scheme = parts.first, scheme.utf8.count <= 24 else { return nil }
        let isWord = scheme.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isWord ? scheme : nil
    }
}
