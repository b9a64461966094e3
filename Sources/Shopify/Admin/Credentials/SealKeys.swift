import Crypto
package import SyncModel

/// Seals what the store must keep and nobody may read in it: AES-GCM, bound to the name under which it is kept.
///
/// The first key seals, all of them open, so that a key can be changed without losing what the old one sealed.
package struct SealKeys: Sendable {
    /// Why something does not open; the text says how to mend it.
    package enum Failure: Error, Sendable, Hashable {
        /// None of the keys sealed it.
        case otherKey
        /// It was changed, cut short, or is kept under another name.
        case damaged
        /// A later release sealed it.
        case unknownFormat
    }

    private struct Key: Sendable {
        /// Tells keys apart without telling anything of them.
        var mark: [UInt8]
        var key: SymmetricKey
    }

    /// Shorter ones could be guessed.
    package static let shortest = 32
    private static let format: UInt8 = 1
    private static let markLength = 4

    private let keys: [Key]

    /// Derives keys from texts; `nil` for none, or where one is too short.
    ///
    /// - Parameter secrets: the newest first; each at least 32 characters.
    package init?(_ secrets: [Secret]) {
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.reveal().utf8.count >= Self.shortest }) else { return nil }
        keys = secrets.map { secret in
            let text = SymmetricKey(data: Array(secret.reveal().utf8))
            func derived(_ use: String, _ length: Int) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: text,
                    info: Array("sluice \(use) 1".utf8),
                    outputByteCount: length
                )
            }
            return Key(
                mark: derived("seal mark", Self.markLength).withUnsafeBytes { Array($0) },
                key: derived("seal", 32)
            )
        }
    }

    /// A random key as text, for a key file.
    package static func random() -> Secret {
        Secret(HexText.of((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
    }

    /// Seals bytes for the place of this name.
    package func seal(_ bytes: [UInt8], as name: String) throws -> [UInt8] {
        guard let key = keys.first,
            let sealed = try AES.GCM.seal(bytes, using: key.key, authenticating: Self.data(name)).combined
        else { throw Failure.damaged }
        return [Self.format] + key.mark + sealed
    }

    /// Opens what was sealed for the place of this name.
    package func open(_ sealed: [UInt8], as name: String) throws(Failure) -> [UInt8] {
        guard sealed.first == Self.format else { throw .unknownFormat }
        let mark = Array(sealed.dropFirst().prefix(Self.markLength))
        guard let key = keys.first(where: { $0.mark == mark }) else { throw .otherKey }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(1 + Self.markLength))
            return Array(try AES.GCM.open(box, using: key.key, authenticating: Self.data(name)))
        } catch {
            throw .damaged
        }
    }

    /// Whether bytes were sealed with the first key.
    package func isNewest(_ sealed: [UInt8]) -> Bool {
        guard let key = keys.first else { return false }
        return sealed.starts(with: [Self.format] + key.mark)
    }

    private static func data(_ name: String) -> [UInt8] { Array("sluice/\(name)".utf8) }
}
