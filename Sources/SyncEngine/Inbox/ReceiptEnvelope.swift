package import SyncModel

/// A receipt as a transport between machines carries it: bytes, sealed where a key is configured.
package struct ReceiptEnvelope: Sendable {
    /// Why bytes give no receipt.
    package enum Failure: Error, Sendable, Hashable {
        /// They are ours, and a newer release or another key reads them: they are to be left for those.
        case notYet(reason: String)
        /// They are not ours, or were changed.
        case foreign(reason: String)
    }

    private let envelope: JournalEnvelope

    package init(seal: (any PayloadSeal)?) { envelope = JournalEnvelope(seal: seal) }

    /// - Parameters:
    ///   - receipt: what is carried.
    ///   - nonce: travels beside the bytes; what is sealed opens with the same one only.
    /// - Returns: what is carried.
    /// - Throws: `InboxFailure.failing` where the key cannot be used.
    package func packed(_ receipt: Receipt, nonce: UInt64) throws(InboxFailure) -> [UInt8] {
        do throws(SystemFailure) {
            if let sealed = try envelope.sealed(receipt, nonce: nonce, offset: 0) { return sealed }
        } catch {
            throw .failing(reason: error.description)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(JournalCodec.estimatedSize(of: receipt))
        JournalCodec.encode(receipt, into: &bytes)
        return bytes
    }

    package func receipt(in bytes: [UInt8], nonce: UInt64) throws(Failure) -> Receipt {
        do throws(JournalCodec.Failure) {
            return try bytes.withUnsafeBufferPointer { raw throws(JournalCodec.Failure) in
                try envelope.receipt(in: UnsafeRawBufferPointer(raw), nonce: nonce, offset: 0)
            }
        } catch {
            switch error {
            case .sealed(let mark):
                throw .notYet(
                    reason: "sealed with a key that is not configured (\(mark)): add it to storage.old_seal_keys"
                )
            case .unknownVersion(let version) where version < 32:
                throw .notYet(reason: "written by a newer release (form \(version)): upgrade this server")
            case .unknownVersion, .cutShort: throw .foreign(reason: "no delivery of Sluice: its form is not known")
            case .changed: throw .foreign(reason: "sealed by Sluice, and changed since")
            }
        }
    }
}
