/// Tokens and codes that were handed out, and how long they are good.
struct AccessBook: Sendable {
    private struct Refresh: Sendable {
        var expiresAt: SandboxTime
        /// Those handed out for it; the first use of one of them ends this one.
        var replacements: Set<String> = []
        var predecessor: String?
    }

    static let grantedSeconds: Int64 = 86_399
    static let offlineSeconds: Int64 = 3_600
    static let refreshSeconds: Int64 = 90 * 86_400
    private static let codeSeconds: Int64 = 60

    /// Nil for a token that does not expire.
    private var tokens: [String: SandboxTime?]
    private var refreshTokens: [String: Refresh] = [:]
    private var codes: [String: SandboxTime] = [:]
    private var generator: SeededGenerator

    init(adminTokens: Set<String>, seed: UInt64) {
        tokens = Dictionary(uniqueKeysWithValues: adminTokens.map { ($0, nil) })
        generator = SeededGenerator(seed: seed)
    }

    func isGood(_ token: String, at moment: SandboxTime) -> Bool {
        guard let expiry = tokens[token] else { return false }
        return expiry.map { moment < $0 } ?? true
    }

    /// A new access token, good for so many seconds, or for ever where they are nil.
    mutating func token(for seconds: Int64?, at moment: SandboxTime) -> String {
        let token = "shpat_" + hex()
        tokens[token] = .some(seconds.map { moment.adding(seconds: $0) })
        return token
    }

    mutating func refreshToken(after predecessor: String? = nil, at moment: SandboxTime) -> String {
        let token = "shprt_" + hex()
        refreshTokens[token] = Refresh(
            expiresAt: moment.adding(seconds: Self.refreshSeconds),
            predecessor: predecessor
        )
        if let predecessor { refreshTokens[predecessor]?.replacements.insert(token) }
        return token
    }

    /// Uses a refresh token: what came before it is dead from now on.
    mutating func use(refreshToken token: String, at moment: SandboxTime) -> Bool {
        guard let refresh = refreshTokens[token], moment < refresh.expiresAt else { return false }
        if let predecessor = refresh.predecessor {
            // A lost answer leaves siblings behind, which end with the token that they replaced.
            for sibling in refreshTokens[predecessor]?.replacements ?? [] where sibling != token {
                refreshTokens[sibling] = nil
            }
            refreshTokens[predecessor] = nil
            refreshTokens[token]?.predecessor = nil
        }
        return true
    }

    mutating func code(at moment: SandboxTime) -> String {
        let code = hex()
        codes[code] = moment.adding(seconds: Self.codeSeconds)
        return code
    }

    /// A code is good once.
    mutating func use(code: String, at moment: SandboxTime) -> Bool {
        guard let expiry = codes.removeValue(forKey: code) else { return false }
        return moment < expiry
    }

    mutating func accept(_ token: String) { tokens[token] = .some(nil) }

    mutating func revoke(_ token: String) {
        tokens[token] = nil
        refreshTokens[token] = nil
    }

    mutating func revokeAll() {
        tokens.removeAll()
        refreshTokens.removeAll()
    }

    private mutating func hex() -> String { generator.uuid().replacing("-", with: "") }
}
