/// The framing of one entry: magic (4 bytes), payload length (4), checksum (8), payload, zeros up to a multiple of 8.
///
/// An entry without a payload is the end mark: its writer closed the segment in good order.
enum JournalEntry {
    static let magic: UInt32 = 0x4a6e_e1a7
    static let headerLength = 16
    /// No longer payload is ever written, so a longer one is a damaged length.
    static let longestPayload = 256 << 20

    /// The bytes an entry takes with its header and filling.
    static func length(payload: Int) -> Int {
        headerLength + (payload + 7) / 8 * 8
    }

    /// Appends an entry to `bytes`, whose first byte will stand at `base` in the segment; `write` appends the payload.
    static func append(to bytes: inout [UInt8], base: Int64, nonce: UInt64, write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        bytes.appendWord(0)
        bytes.appendWord(0)
        write(&bytes)
        let payload = bytes.count - start - headerLength
        while bytes.count % 8 != 0 { bytes.append(0) }
        bytes.withUnsafeMutableBytes { raw in
            let range = (start + headerLength)..<(start + headerLength + payload)
            let checksum = JournalChecksum.of(
                UnsafeRawBufferPointer(rebasing: raw[range]),
                nonce: nonce,
                offset: base + Int64(start)
            )
            raw.storeBytes(of: magic.littleEndian, toByteOffset: start, as: UInt32.self)
            raw.storeBytes(of: UInt32(payload).littleEndian, toByteOffset: start + 4, as: UInt32.self)
            raw.storeBytes(of: checksum.littleEndian, toByteOffset: start + 8, as: UInt64.self)
        }
    }

    /// What stands at a place.
    enum Sight: Equatable {
        /// A complete entry; the range is that of its payload.
        case entry(payload: Range<Int>, next: Int)
        case endMark
        /// A header that promises this many bytes in all, of which not all are at hand.
        case needs(Int)
        /// Nothing was ever written here, or the write was lost.
        case blank
        /// Neither blank nor an entry.
        case broken
    }

    /// Looks at the bytes from `index` on; `base` is the place of the first byte in the segment.
    static func look(at index: Int, in bytes: UnsafeRawBufferPointer, base: Int64, nonce: UInt64) -> Sight {
        guard index + headerLength <= bytes.count else {
            let rest = bytes[min(index, bytes.count)...]
            return rest.isEmpty ? .blank : .needs(headerLength)
        }
        let found = bytes.halfWord(at: index)
        guard found == magic else { return found == 0 && bytes.word(at: index) == 0 ? .blank : .broken }
        let payload = Int(bytes.halfWord(at: index + 4))
        guard payload <= longestPayload else { return .broken }
        let end = index + length(payload: payload)
        guard end <= bytes.count else { return .needs(end - index) }
        let range = (index + headerLength)..<(index + headerLength + payload)
        let checksum = JournalChecksum.of(
            UnsafeRawBufferPointer(rebasing: bytes[range]),
            nonce: nonce,
            offset: base + Int64(index)
        )
        guard checksum == bytes.word(at: index + 8) else { return .broken }
        return payload == 0 ? .endMark : .entry(payload: range, next: end)
    }
}
