/// One field of a payload: a key that is missing, a key that says `null`, or a value.
///
/// The three mean different things all the way to the CRM: absent leaves what is known, `null` clears it.
package enum Field<Value: Sendable & Hashable>: Sendable, Hashable {
    case absent
    case null
    case value(Value)

    /// The value, or `nil` for both absent and `null`.
    package var value: Value? {
        guard case .value(let value) = self else { return nil }
        return value
    }

    package var isAbsent: Bool { self == .absent }

    /// `null` for `nil`, else the value: for sources that always carry the key.
    package init(present value: Value?) {
        self = value.map { .value($0) } ?? .null
    }

    /// Whether both say the same: the same value, or for times the same instant, at whichever offset it is written.
    func saysSame(as other: Field<Value>) -> Bool {
        if self == other { return true }
        guard let mine = value as? Timestamp, let theirs = other.value as? Timestamp else { return false }
        return mine.instant == theirs.instant
    }

    package func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Field<Other> {
        switch self {
        case .absent: .absent
        case .null: .null
        case .value(let value): .value(try transform(value))
        }
    }
}

extension Field: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) { self = .null }
}

extension Field: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
    }
}

extension Field: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .absent, .null: try container.encodeNil()
        case .value(let value): try container.encode(value)
        }
    }
}

// Synthesised Codable picks these overloads for members of type `Field`, so that a missing key becomes `.absent`.
extension KeyedDecodingContainer {
    package func decode<Value: Decodable>(_ type: Field<Value>.Type, forKey key: Key) throws -> Field<Value> {
        if let value = try decodeIfPresent(Value.self, forKey: key) { return .value(value) }
        return contains(key) ? .null : .absent
    }
}

extension KeyedEncodingContainer {
    package mutating func encode<Value: Encodable>(_ field: Field<Value>, forKey key: Key) throws {
        switch field {
        case .absent: break
        case .null: try encodeNil(forKey: key)
        case .value(let value): try encode(value, forKey: key)
        }
    }
}
