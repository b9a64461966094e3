import SyncModel

/// What stands in an entry: a receipt, or a receipt under a seal, which is bound to the entry's place.
struct JournalEnvelope: Sendable {
    let seal: (any PayloadSeal)?

    /// A sealed entry begins with this version; what is sealed is an entry of another one.
    static let sealedVersion: UInt8 = 2

    /// The payload of an entry that will stand at this place, under a seal; `nil` where nothing is sealed.
    func sealed(_ receipt: Receipt, nonce: UInt64, offset: Int64) throws(SystemFailure) -> [UInt8]? {
        guard let seal, seal.mark != nil else { return nil }
        var plain: [UInt8] = []
        plain.reserveCapacity(JournalCodec.estimatedSize(of: receipt))
        JournalCodec.encode(receipt, into: &plain)
        do throws(SealFailure) {
            return [Self.sealedVersion] + (try seal.seal(plain, at: Self.place(nonce, offset)))
        } catch {
            throw SystemFailure(operation: "seal", code: 0, isFull: false, reason: "the seal key cannot be used")
        }
    }

    /// Reads the receipt in the payload of an entry at this place.
    func receipt(
        in payload: UnsafeRawBufferPointer,
        nonce: UInt64,
        offset: Int64
    ) throws(JournalCodec.Failure) -> Receipt {
        guard payload.first == Self.sealedVersion else { return try JournalCodec.decode(payload) }
        let sealed = [UInt8](payload.dropFirst())
        guard let seal else { throw .sealed(mark: SealedForm.mark(of: sealed) ?? "") }
        let plain: [UInt8]
        do throws(SealFailure) {
            plain = try seal.open(sealed, at: Self.place(nonce, offset))
        } catch {
            switch error {
            case .otherKey(let mark): throw .sealed(mark: mark)
            case .damaged, .unusable: throw .changed
            }
        }
        return try plain.withUnsafeBufferPointer { bytes throws(JournalCodec.Failure) in
            try JournalCodec.decode(UnsafeRawBufferPointer(bytes))
        }
    }

    private static func place(_ nonce: UInt64, _ offset: Int64) -> SealedPlace {
        SealedPlace("inbox", String(nonce, radix: 16), "\(offset)")
    }
}

/// Receipts that none of the keys at hand opens; they stay where they are.
package struct SealedInbox: Error, Sendable, Hashable, CustomStringConvertible {
    package let segment: String
    package let mark: String

    package var description: String {
        "the inbox holds webhooks that were sealed with a key that is not configured (\(mark), in \(segment)): put it back "
            + "as storage.seal_key or into storage.old_seal_keys"
    }
}
