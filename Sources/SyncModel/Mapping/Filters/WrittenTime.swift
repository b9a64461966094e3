/// A time as people and forms write it: RFC 3339, also with a space for its T, without seconds, or without a zone.
struct WrittenTime: Sendable, Hashable {
    /// In UTC where no zone is given.
    let time: Timestamp
    let hasZone: Bool

    /// `nil` for a day alone, and for anything else.
    init?(_ text: String) {
        let text = FilterCatalogue.trimmed(text)
        if let time = Timestamp(text) {
            (self.time, hasZone) = (time, true)
            return
        }
        // YYYY-MM-DD, T or a space, HH:MM.
        let bytes = Array(text.utf8)
        guard bytes.count >= 16, " Tt".utf8.contains(bytes[10]) else { return nil }
        let clock = bytes[11...].prefix { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || (48...57).contains($0) }
        let zone = bytes[(11 + clock.count)...]
        let seconds = clock.count == 5 ? ":00" : ""
        let written =
            String(decoding: bytes[..<10], as: UTF8.self) + "T" + String(decoding: clock, as: UTF8.self) + seconds
            + (zone.isEmpty ? "Z" : String(decoding: zone, as: UTF8.self))
        guard let time = Timestamp(written) else { return nil }
        (self.time, hasZone) = (time, !zone.isEmpty)
    }
}
