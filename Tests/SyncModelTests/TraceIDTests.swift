import SyncModel
import Testing

@Suite struct TraceIDTests {
    private static func trace(_ number: Int, store: String = "acme") -> TraceID {
        TraceID(store: StoreName(store), webhookID: "00000000-0000-4000-8000-\(number)")
    }

    @Test func aDeliveryHasOneTraceEverywhereAndForGood() {
        // Written down, since nodes of different releases must agree.
        #expect(Self.trace(1).text == "65b8239837287cd9ac8cef9dbb37df29")
        #expect(TraceID.hexadecimal(Self.trace(1).rootSpan) == "1efb2344c782f4e6")
        #expect(Self.trace(1) != Self.trace(2))
        #expect(Self.trace(1) != Self.trace(1, store: "zeta"))
        #expect(Self.trace(1).text.count == 32 && Self.trace(1).text.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(TraceID(high: 0, low: 0).text == String(repeating: "0", count: 31) + "1")
        #expect(TraceID(high: 0xab, low: 5).text == "00000000000000ab0000000000000005")
    }

    @Test func namesAndRootsDoNotRepeat() {
        let traces = (0..<20_000).map { Self.trace($0) }
        #expect(Set(traces).count == traces.count)
        #expect(Set(traces.map(\.low)).count == traces.count)
        #expect(Set(traces.map(\.rootSpan)).count == traces.count)
    }

    @Test(arguments: [0, 0.01, 0.1, 0.5, 1])
    func thePartThatIsKeptIsThePartThatWasAskedFor(part: Double) {
        let traces = (0..<20_000).map { Self.trace($0) }
        let kept = traces.filter { $0.isSampled(part) }
        let expected = part * Double(traces.count)
        #expect(abs(Double(kept.count) - expected) <= expected * 0.15)
        // Whoever keeps more keeps these too, or a trace would have holes.
        #expect(kept.allSatisfy { $0.isSampled(min(1, part * 1.5)) })
    }
}
