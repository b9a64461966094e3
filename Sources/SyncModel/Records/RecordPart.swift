/// A part of a stored record that one written by an earlier release may lack: it is read as "nothing known".
package protocol RecordPart: Codable {
    /// The part of which nothing is known.
    init()
}

// Synthesised Codable picks this overload for members of such a type, so that a new part needs no migration.
extension KeyedDecodingContainer {
    package func decode<Part: RecordPart>(_ type: Part.Type, forKey key: Key) throws -> Part {
        try decodeIfPresent(type, forKey: key) ?? Part()
    }
}
