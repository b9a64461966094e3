import FoundationEssentials
import SyncModel

/// JSON as stored, under a seal where people's data stands in it.
///
/// Coders are made once, since making them costs more than a small record.
struct JSONCoding: Sendable {
    private let encoder: JSONEncoder
    private let decoder = JSONDecoder()
    /// `nil` leaves everything readable.
    let seal: (any PayloadSeal)?

    init(seal: (any PayloadSeal)? = nil) {
        self.seal = seal
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func bytes(_ value: some Encodable) throws -> [UInt8] {
        [UInt8](try encoder.encode(value))
    }

    func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            // The decoder's own words may quote what is stored.
            throw StoreFailure.unreadable("a stored \(type)")
        }
    }

    func valueOrNil<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]?) throws -> Value? {
        try bytes.map { try value(type, from: $0) }
    }
}
