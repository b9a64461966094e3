import SyncModel

/// A seal of the real one's form that any test can read: each byte turned over, behind mark and place.
struct PlainSeal: PayloadSeal {
    let key: UInt8

    var mark: String? { SealedForm.text(of: prefix.dropFirst()) }
    var marks: Set<String> { Set([mark].compactMap { $0 }) }

    private var prefix: [UInt8] { [SealedForm.first] + Array(repeating: key, count: SealedForm.markLength) }

    func seal(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
        prefix + turned(Array("\(place.text)\n".utf8) + bytes)
    }

    func open(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8] {
        guard bytes.starts(with: prefix) else { throw .otherKey(mark: SealedForm.mark(of: bytes) ?? "") }
        let plain = turned(Array(bytes.dropFirst(prefix.count)))
        let head = Array("\(place.text)\n".utf8)
        guard plain.starts(with: head) else { throw .damaged }
        return Array(plain.dropFirst(head.count))
    }

    func digests(of text: String) -> [String] { [String(text.reversed())] }

    private func turned(_ bytes: [UInt8]) -> [UInt8] { bytes.map { ~$0 } }
}
