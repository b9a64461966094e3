/// Changes bytes as a fuzzer does, and the same way each time for the same seed.
struct Mutator {
    private var state: UInt64

    /// What readers of text and numbers trip over.
    private static let pieces: [[UInt8]] = [
        Array("\"".utf8), Array("\\".utf8), Array("\\u".utf8), Array("\\ud800".utf8), Array("{".utf8), Array("[".utf8),
        Array("}".utf8), Array("]".utf8), Array(",".utf8), Array(":".utf8), Array("null".utf8), Array("-".utf8),
        Array("9223372036854775808".utf8), Array("1e999999".utf8), Array("0.0000000000000000000000000001".utf8),
        Array("-9223372036854775809".utf8), Array("NaN".utf8), Array("\r\n".utf8), Array("\n".utf8), [0], [0xFF],
        [0xC0, 0x80], [0xED, 0xA0, 0x80], Array("\u{202E}".utf8), Array("gid://shopify/Order/".utf8),
        Array("9999-99-99T99:99:99Z".utf8), Array("0000-01-01T00:00:00+99:99".utf8), Array("'".utf8), Array("|".utf8),
        Array("{{".utf8), Array("*a".utf8), Array("&a".utf8), Array("${".utf8),
        Array(String(repeating: "[", count: 600).utf8),
        Array(String(repeating: "9", count: 400).utf8),
    ]

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func index(below count: Int) -> Int { count < 2 ? 0 : Int(next() % UInt64(count)) }

    /// A seed with one to eight changes.
    mutating func mutated(_ seeds: [[UInt8]]) -> [UInt8] {
        guard !seeds.isEmpty else { return [] }
        var bytes = seeds[index(below: seeds.count)]
        for _ in 0...index(below: 8) { change(&bytes, seeds) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        let place = index(below: bytes.count + 1)
        switch index(below: 8) {
        case 0 where !bytes.isEmpty: bytes[index(below: bytes.count)] ^= UInt8(1 << index(below: 8))
        case 1 where !bytes.isEmpty: bytes[index(below: bytes.count)] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.insert(contentsOf: Self.pieces[index(below: Self.pieces.count)], at: place)
        case 3 where !bytes.isEmpty:
            let end = min(bytes.count, place + 1 + index(below: 32))
            bytes.removeSubrange(min(place, end)..<end)
        case 4: bytes = Array(bytes.prefix(place))
        case 5 where !bytes.isEmpty:
            let end = min(bytes.count, place + 1 + index(below: 64))
            bytes.insert(contentsOf: Array(bytes[min(place, end)..<end]), at: index(below: bytes.count))
        case 6:
            let other = seeds[index(below: seeds.count)]
            bytes = Array(bytes.prefix(place)) + other.suffix(index(below: other.count + 1))
        default: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
        }
        // A mutation of a mutation of a large one must not take over the run.
        if bytes.count > 64 << 10 { bytes.removeLast(bytes.count - 64 << 10) }
    }
}
