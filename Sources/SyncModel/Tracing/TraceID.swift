/// The name of a trace, as OpenTelemetry writes it.
///
/// That of a delivery is made of the delivery itself, so that every node and every later process that works on what came of it
/// names the same trace, without a word of it in the store.
package struct TraceID: Sendable, Hashable {
    package var high: UInt64
    package var low: UInt64

    /// Zero throughout is no name, by the standard.
    package init(high: UInt64, low: UInt64) {
        (self.high, self.low) = high | low == 0 ? (0, 1) : (high, low)
    }

    /// The trace of a delivery, and of each repetition of it.
    package init(store: StoreName, webhookID: String) {
        let place = "\(store.rawValue)\u{0}\(webhookID)"
        self.init(
            high: Self.mixed(StableHash.of("trace\u{0}\(place)")),
            low: Self.mixed(StableHash.of("\(place)\u{0}low"))
        )
    }

    /// The span of a delivery's trace that all others of it stand below: its reception.
    package var rootSpan: UInt64 { max(1, Self.mixed(high ^ low)) }

    /// Whether the trace is among this part of all, 0 to 1: the same answer on every node, and a greater part holds a lesser.
    package func isSampled(_ part: Double) -> Bool {
        // 53 bits are what a floating-point number takes.
        Double(low >> 11) < part * Double(UInt64(1) << 53)
    }

    /// 32 hexadecimal digits.
    package var text: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

    /// 16 hexadecimal digits, as a span is named.
    package static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Every bit of the input reaches every bit of the result, which a plain hash of short texts does not do.
    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
