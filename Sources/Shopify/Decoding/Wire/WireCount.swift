/// A whole number: GraphQL writes 64-bit ones as text.
struct WireCount: Decodable, Hashable, Sendable {
    let value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            value = number
        } else if let text = try? container.decode(String.self), let number = Int64(text) {
            value = number
        } else {
            throw BodyProblem(decoder.codingPath, "must be a whole number")
        }
    }
}
