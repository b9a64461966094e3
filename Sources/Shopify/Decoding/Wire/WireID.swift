/// An id in a body: a number, digits, or a GID such as `gid://shopify/Customer/1`.
struct WireID: Decodable, Hashable, Sendable {
    let number: Int64
    /// `Customer` of a GID; `nil` where only the number is given.
    let type: String?

    init?(_ text: String) {
        guard text.hasPrefix(Self.scheme) else {
            guard let number = Int64(text), number > 0 else { return nil }
            self.init(number: number, type: nil)
            return
        }
        let parts = text.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        // A GID may carry parameters behind a question mark.
        guard parts.count == 2, !parts[0].isEmpty, let digits = parts[1].split(separator: "?").first,
            let number = Int64(digits), number > 0
        else { return nil }
        self.init(number: number, type: String(parts[0]))
    }

    init(number: Int64, type: String?) {
        self.number = number
        self.type = type
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self), number > 0 {
            self.init(number: number, type: nil)
        } else if let text = try? container.decode(String.self), let id = WireID(text) {
            self = id
        } else {
            throw BodyProblem(decoder.codingPath, "must be an id: a positive whole number or a GID")
        }
    }

    /// Checks that this can be the id of a record of that type.
    ///
    /// - Parameters:
    ///   - type: the type that the topic speaks of, as GIDs spell it.
    ///   - path: where the id stands in the body.
    ///   - gid: the value of `admin_graphql_api_id`, if the body has one: topic headers are not signed, so a body under
    ///     another topic's name must not pass.
    /// - Returns: the number.
    /// - Throws: ``BodyProblem``, if a GID says another type or number.
    func checked(as type: String, at path: String, gid: WireID? = nil) throws -> Int64 {
        if let own = self.type, own != type { throw BodyProblem(path: path, "must be the id of a Shopify \(type)") }
        guard let gid else { return number }
        guard gid.type == type else {
            throw BodyProblem(path: "admin_graphql_api_id", "must be of a Shopify \(type), as the topic says")
        }
        guard gid.number == number else {
            throw BodyProblem(path: "admin_graphql_api_id", "must have the same number as \(path)")
        }
        return number
    }

    private static let scheme = "gid://shopify/"
}
