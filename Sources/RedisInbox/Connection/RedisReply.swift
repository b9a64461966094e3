#if RedisStreams
/// What a server answers to one command.
package enum RedisReply: Sendable, Hashable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    case status(String)
    case refusal(RedisRefusal)
    case list([RedisReply])

    package var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): String(number)
        case .null, .refusal, .list: nil
        }
    }

    package var number: Int64? {
        switch self {
        case .integer(let number): number
        case .bytes, .status: text.flatMap { Int64($0) }
        case .null, .refusal, .list: nil
        }
    }

    package var items: [RedisReply]? {
        if case .list(let items) = self { items } else { nil }
    }

    package var isNull: Bool { self == .null }

    /// The reply, unless it is a refusal.
    package func accepted() throws(RedisFailure) -> RedisReply {
        if case .refusal(let refusal) = self { throw .refused(refusal) }
        return self
    }

    /// Names with their values, as `CONFIG GET` and `XINFO` give them one after the other.
    package var pairs: [String: RedisReply] {
        let items = items ?? []
        var result: [String: RedisReply] = [:]
        for place in stride(from: 0, to: items.count - 1, by: 2) {
            if let name = items[place].text { result[name] = items[place + 1] }
        }
        return result
    }
}

/// An error that the server tells, such as `WRONGPASS invalid username-password pair`.
package struct RedisRefusal: Sendable, Hashable {
    /// The first word.
    package var code: String
    package var message: String

    init(told text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        code = parts.first.map(String.init) ?? ""
        message = parts.count > 1 ? String(parts[1]) : text
    }
}
#endif
