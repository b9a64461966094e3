import Crypto
package import SyncModel

/// Seals by AES-256-GCM under keys that are derived from configured texts.
package struct PayloadKeys: PayloadSeal {
    private struct Key: Sendable {
        var mark: [UInt8]
        var name: String
        var key: SymmetricKey
        var digestKey: SymmetricKey
    }

    private let sealing: Key?
    private let keys: [Key]

    package var mark: String? { sealing?.name }
    package let marks: Set<String>

    /// Derives keys from texts of at least 32 characters; `nil` where one is shorter, and for none.
    ///
    /// - Parameters:
    ///   - newest: seals; `nil` where what is sealed is to become readable again.
    ///   - old: only open.
    package init?(sealing newest: Secret?, opening old: [Secret]) {
        let all = (newest.map { [$0] } ?? []) + old
        guard !all.isEmpty, all.allSatisfy({ $0.reveal().utf8.count >= SealKeys.shortest }) else { return nil }
        keys = all.map(Self.key)
        sealing = newest == nil ? nil : keys.first
        marks = Set(keys.map(\.name))
    }

    package func seal(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
        guard let sealing else { return bytes }
        do {
            let box = try AES.GCM.seal(bytes, using: sealing.key, authenticating: Array(place.text.utf8))
            var result: [UInt8] = []
            result.reserveCapacity(SealedForm.prefixLength + 28 + bytes.count)
            result.append(SealedForm.first)
            result += sealing.mark
            result += Array(box.nonce)
            result += box.ciphertext
            result += box.tag
            return result
        } catch {
            throw .unusable
        }
    }

    package func open(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
        guard SealedForm.isSealed(bytes) else { return bytes }
        guard let name = SealedForm.mark(of: bytes) else { throw .damaged }
        guard let key = keys.first(where: { $0.name == name }) else { throw .otherKey(mark: name) }
        do {
            let box = try AES.GCM.SealedBox(combined: bytes.dropFirst(SealedForm.prefixLength))
            return Array(try AES.GCM.open(box, using: key.key, authenticating: Array(place.text.utf8)))
        } catch {
            throw .damaged
        }
    }

    package func digests(of text: String) -> [String] {
        keys.map { key in
            let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key.digestKey)
            // Half of it: enough that no two addresses are taken for one.
            return "=" + SealedForm.text(of: code.prefix(16))
        }
    }

    private static func key(_ secret: Secret) -> Key {
        let text = SymmetricKey(data: Array(secret.reveal().utf8))
        func derived(_ use: String, _ length: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: text,
                info: Array("sluice payload \(use) 1".utf8),
                outputByteCount: length
            )
        }
        let mark = derived("mark", SealedForm.markLength).withUnsafeBytes { Array($0) }
        return Key(
            mark: mark,
            name: SealedForm.text(of: mark),
            key: derived("seal", 32),
            digestKey: derived("digest", 32)
        )
    }
}

extension PayloadKeys: CustomStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
