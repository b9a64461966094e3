package import SyncModel

/// Turns receipts into the bytes of a journal entry and back.
///
/// Version 2 is version 1 under a seal (`JournalEnvelope`). Version 1, all numbers little-endian: version (1 byte), flags (1), received (8), triggered (8, 0 if absent), then
/// store, webhook id, topic, event id and API version as text with a 16-bit length, then the body up to the end.
package enum JournalCodec {
    /// Why bytes are no receipt.
    package enum Failure: Error, Sendable, Hashable {
        /// Written by a newer release.
        case unknownVersion(UInt8)
        case cutShort
        /// Under a key that is not at hand.
        case sealed(mark: String)
        /// Sealed, and changed or moved since.
        case changed
    }

    static let version: UInt8 = 1

    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let test = Flags(rawValue: 1)
        static let triggered = Flags(rawValue: 2)
        static let event = Flags(rawValue: 4)
        static let apiVersion = Flags(rawValue: 8)
    }

    /// Appends the encoded receipt to `bytes`.
    ///
    /// Text beyond 65,535 bytes is cut; headers are far shorter.
    package static func encode(_ receipt: Receipt, into bytes: inout [UInt8]) {
        var flags: Flags = []
        if receipt.isTest { flags.insert(.test) }
        if receipt.triggeredAt != nil { flags.insert(.triggered) }
        if receipt.eventID != nil { flags.insert(.event) }
        if receipt.apiVersion != nil { flags.insert(.apiVersion) }
        bytes.append(version)
        bytes.append(flags.rawValue)
        bytes.appendWord(UInt64(bitPattern: receipt.receivedAt.microseconds))
        bytes.appendWord(UInt64(bitPattern: receipt.triggeredAt?.microseconds ?? 0))
        append(receipt.store.rawValue, to: &bytes)
        append(receipt.webhookID, to: &bytes)
        append(receipt.topic, to: &bytes)
        append(receipt.eventID ?? "", to: &bytes)
        append(receipt.apiVersion ?? "", to: &bytes)
        bytes.append(contentsOf: receipt.body)
    }

    /// Reads a receipt from exactly these bytes.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Receipt {
        guard let version = bytes.first else { throw .cutShort }
        guard version == self.version else { throw .unknownVersion(version) }
        guard bytes.count >= 18 else { throw .cutShort }
        let flags = Flags(rawValue: bytes[1])
        var offset = 18
        let store = try text(in: bytes, at: &offset)
        let webhookID = try text(in: bytes, at: &offset)
        let topic = try text(in: bytes, at: &offset)
        let eventID = try text(in: bytes, at: &offset)
        let apiVersion = try text(in: bytes, at: &offset)
        return Receipt(
            store: StoreName(store),
            webhookID: webhookID,
            topic: topic,
            eventID: flags.contains(.event) ? eventID : nil,
            triggeredAt: flags.contains(.triggered) ? instant(in: bytes, at: 10) : nil,
            receivedAt: instant(in: bytes, at: 2),
            apiVersion: flags.contains(.apiVersion) ? apiVersion : nil,
            isTest: flags.contains(.test),
            body: [UInt8](bytes[offset...])
        )
    }

    /// More than the encoded size of a receipt, for budgets.
    static func estimatedSize(of receipt: Receipt) -> Int { receipt.body.count + 512 }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let length = min(text.utf8.count, Int(UInt16.max))
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
        bytes.append(contentsOf: text.utf8.prefix(length))
    }

    private static func text(in bytes: UnsafeRawBufferPointer, at offset: inout Int) throws(Failure) -> String {
        guard offset + 2 <= bytes.count else { throw .cutShort }
        let length = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
        offset += 2
        guard offset + length <= bytes.count else { throw .cutShort }
        defer { offset += length }
        return String(decoding: bytes[offset..<(offset + length)], as: UTF8.self)
    }

    private static func instant(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Instant {
        Instant(microseconds: Int64(bitPattern: bytes.word(at: offset)))
    }
}

extension [UInt8] {
    /// Appends a 64-bit number, little-endian.
    mutating func appendWord(_ word: UInt64) {
        Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
    }
}
