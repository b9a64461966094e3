/// Why no connection was made.
enum ConnectFailure: Error, Sendable, Hashable {
    /// Nobody answered, or not now.
    case unreachable(String)
    /// The server does not want this login.
    case refused(ServerRefusal)

    var isRefusal: Bool {
        if case .refused = self { true } else { false }
    }

    /// The same with what to do, where the server was to be verified because nothing says otherwise.
    var tellingOfVerification: ConnectFailure {
        guard case .unreachable(let words) = self, words.contains("SSL") || words.contains("certificate") else {
            return self
        }
        return .unreachable(
            words
                + " (storage.url names no sslmode, so the server is verified: sslrootcert=FILE names a private authority, and"
                + " sslmode=disable does without TLS, where nobody else can reach the network)"
        )
    }

    /// Reads what libpq tells, whose last line with a SQLSTATE is the server's own: "…FATAL:  28P01: password …".
    init(told text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        for line in lines.reversed() {
            guard let found = line.firstMatch(of: /:\s+([0-9A-Z]{4}[0-9]): (.*)$/) else { continue }
            let refusal = ServerRefusal(state: String(found.1), message: String(found.2))
            self = refusal.endsConnection ? .unreachable(refusal.message) : .refused(refusal)
            return
        }
        self = .unreachable(lines.first ?? "no answer")
    }
}

/// A connection broke, or did not answer any more.
struct ConnectionLoss: Error, Sendable, Hashable {
    var detail: String
}
