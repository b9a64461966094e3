/// What the CRM is known to hold of a lane: a hash of the whole content, one for each field, and one for all lines.
///
/// Kept so that an unchanged record costs no call and only changed fields are sent. Claiming a lane clears it, since
/// from then on the CRM's state is in doubt; only a confirmed answer sets it again.
package struct DeliveredState: Sendable, Hashable {
    /// Hash of the whole mapped content, association included.
    package var whole: UInt64
    /// Hash of a field's value by hash of its name.
    package var fields: [UInt32: UInt64]
    /// Hash of all line items together; `nil` where none were sent.
    package var lines: UInt64?

    package init(whole: UInt64, fields: [UInt32: UInt64], lines: UInt64? = nil) {
        self.whole = whole
        self.fields = fields
        self.lines = lines
    }

    /// Under what a field is remembered.
    package static func key(_ name: String) -> UInt32 { UInt32(truncatingIfNeeded: StableHash.of(name)) }

    /// Whether this consent is known to have been passed on.
    package func holds(_ consent: MappedConsent) -> Bool {
        fields[Self.key(MappedContent.consentName)] == consent.fingerprint
    }

    /// The same with this consent passed on as well.
    package func telling(_ consent: MappedConsent) -> DeliveredState {
        var state = self
        state.fields[Self.key(MappedContent.consentName)] = consent.fingerprint
        return state
    }

    /// The field, by its key, whose value counts as delivered though the CRM's record never had one; `nil` for none.
    package var lacking: UInt32? {
        get { fields[Self.leftOut].map { UInt32(truncatingIfNeeded: $0) } }
        set { fields[Self.leftOut] = newValue.map(UInt64.init) }
    }

    /// In brackets, as no field's name begins.
    private static let leftOut = key("(left out)")

    /// The stored form: a format byte, the whole, in format 2 the lines, then each field in order of its name's hash,
    /// little-endian.
    ///
    /// Format 1 is the one without lines.
    package var bytes: [UInt8] {
        var result: [UInt8] = [lines == nil ? 1 : 2]
        result.reserveCapacity(17 + fields.count * 12)
        append(whole, to: &result)
        if let lines { append(lines, to: &result) }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            append(name, to: &result)
            append(value, to: &result)
        }
        return result
    }

    /// Reads the stored form; `nil` for anything else, which means "in doubt" and costs one full delivery.
    package init?(bytes: [UInt8]) {
        guard let format = bytes.first, format == 1 || format == 2 else { return nil }
        let start = format == 1 ? 9 : 17
        guard bytes.count >= start, (bytes.count - start) % 12 == 0 else { return nil }
        func number<Number: FixedWidthInteger>(at start: Int, as type: Number.Type) -> Number {
            (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(bytes[start + $1]) << (8 * Number($1)) }
        }
        whole = number(at: 1, as: UInt64.self)
        lines = format == 1 ? nil : number(at: 9, as: UInt64.self)
        fields = [:]
        for place in stride(from: start, to: bytes.count, by: 12) {
            fields[number(at: place, as: UInt32.self)] = number(at: place + 4, as: UInt64.self)
        }
    }
}

private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
}
