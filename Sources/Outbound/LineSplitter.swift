/// Cuts a stream of bytes into lines.
struct LineSplitter {
    /// The longest line in bytes.
    let limit: Int
    /// The beginning of a line whose end has not come yet.
    private var pending: [UInt8] = []

    private static let lineBreak = UInt8(ascii: "\n")

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next bytes and hands over every line that they end.
    mutating func feed(
        _ bytes: some Collection<UInt8>,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: Self.lineBreak) {
            try append(rest[..<end])
            rest = rest[rest.index(after: end)...]
            let whole = pending
            pending.removeAll(keepingCapacity: true)
            try await line(whole[...])
        }
        try append(rest)
    }

    /// Hands over what stands behind the last line break, if anything.
    mutating func finish(_ line: (ArraySlice<UInt8>) async throws -> Void) async throws {
        guard !pending.isEmpty else { return }
        let whole = pending
        pending = []
        try await line(whole[...])
    }

    private mutating func append(_ bytes: some Collection<UInt8>) throws(OutboundFailure) {
        guard bytes.count <= limit - pending.count else { throw .tooLarge(limit: limit) }
        pending.append(contentsOf: bytes)
    }
}
