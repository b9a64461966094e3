import SyncModel
import Testing

@Suite struct ReconcilePolicyTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private let policy = ReconcilePolicy()

    private func mark(_ at: Instant, checkedAt: Instant? = nil) -> Watermark {
        Watermark(store: StoreName("acme"), kind: .order, at: at, checkedAt: checkedAt)
    }

    @Test func aScheduledWindowOverlapsWhatWasComparedAndEndsBeforeNow() {
        let window = policy.window(from: mark(Self.now - .seconds(3_600)), isOpen: false, now: Self.now)
        #expect(window?.since == Self.now - .seconds(4_200))
        #expect(window?.until == Self.now - .seconds(120))
        let open = policy.window(from: mark(Self.now), isOpen: true, now: Self.now)
        #expect(open == ReadWindow(.updatedAt, since: Self.now - .seconds(600)))
    }

    @Test func aClockThatIsBehindReadsNothingInsteadOfATurnedWindow() {
        let window = policy.window(from: mark(Self.now), isOpen: false, now: Self.now - .seconds(3_600))
        #expect(window == nil)
    }

    @Test(arguments: [-1_800, -300, 0, 300, 1_800])
    func noSkewOfOurClockSkipsAChange(_ skew: Int) {
        // Changes by Shopify's clock, one a minute; the search shows each 30 seconds late.
        let changes = (0..<600).map { Self.now + .seconds(60 * $0) }
        var watermark = mark(Self.now)
        var compared: Set<Instant> = []
        for run in 1...11 {
            let real = Self.now + .seconds(3_600 * run)
            let ours = real + .seconds(skew)
            guard let window = policy.window(from: watermark, isOpen: false, now: ours) else { continue }
            let shown = changes.filter { window.contains($0) && $0 + .seconds(30) <= real }
            compared.formUnion(shown)
            watermark = policy.advanced(watermark, window: window, newest: shown.max(), now: ours)
        }
        let settled = Self.now + .seconds(3_600 * 11 - 1_800 - 300)
        let missed = changes.filter { $0 < settled && !compared.contains($0) }
        #expect(missed.isEmpty, "\(missed.count) missed")
    }

    @Test func aWatermarkMovesOnlyOverWhatIsWithoutAGap() {
        let at = Self.now - .seconds(7_200)
        let gap = ReadWindow(.updatedAt, since: Self.now - .seconds(600))
        #expect(policy.advanced(mark(at), window: gap, newest: Self.now, now: Self.now).at == at)
        let created = ReadWindow(.createdAt)
        #expect(policy.advanced(mark(at), window: created, newest: Self.now, now: Self.now).at == at)
        let whole = ReadWindow(.updatedAt)
        #expect(policy.advanced(mark(at), window: whole, newest: Self.now, now: Self.now).at == Self.now)
        let older = at - .seconds(60)
        #expect(policy.advanced(mark(at), window: whole, newest: older, now: Self.now).at == at)
        let future = Self.now + .seconds(600)
        #expect(policy.advanced(mark(at), window: whole, newest: future, now: Self.now).at == Self.now)
        #expect(policy.advanced(mark(at), window: whole, newest: nil, now: Self.now).at == at)
    }

    @Test func aRunIsDueByTheHourAndAfterAClockWasSetBack() {
        #expect(policy.isDue(nil, now: Self.now))
        #expect(policy.isDue(mark(Self.now), now: Self.now))
        #expect(!policy.isDue(mark(Self.now, checkedAt: Self.now - .seconds(3_599)), now: Self.now))
        #expect(policy.isDue(mark(Self.now, checkedAt: Self.now - .seconds(3_600)), now: Self.now))
        #expect(!policy.isDue(mark(Self.now, checkedAt: Self.now + .seconds(600)), now: Self.now))
        #expect(policy.isDue(mark(Self.now, checkedAt: Self.now + .seconds(9_000)), now: Self.now))
        #expect(!ReconcilePolicy(interval: nil).isDue(nil, now: Self.now))
        #expect(!policy.isSweepDue(nil, now: Self.now))
        #expect(policy.isSweepDue(mark(Self.now), now: Self.now))
    }
}
