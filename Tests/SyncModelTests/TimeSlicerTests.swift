import SyncModel
import Testing

@Suite struct TimeSlicerTests {
    private static let now = Instant(seconds: 1_780_000_000)

    /// Cuts a window over records made at these times; returns the slices and how many counts were asked for.
    private func cut(
        _ times: [Instant],
        limit: Int64,
        window: ReadWindow = ReadWindow(.createdAt),
        isAtLeast: Int64 = .max
    ) -> (slices: [TimeSlicer.Slice], counts: Int) {
        var slicer = TimeSlicer(window, limit: limit, now: Self.now)
        var counts = 0
        while let next = slicer.next, counts < 100_000 {
            counts += 1
            let count = Int64(times.count { next.contains($0) })
            slicer.answer(count > isAtLeast ? RecordCount(isAtLeast, isAtLeast: true) : RecordCount(count))
        }
        return (slicer.slices, counts)
    }

    private func expectCover(_ slices: [TimeSlicer.Slice], _ window: ReadWindow, _ times: [Instant]) {
        #expect(slices.first?.window.since == window.since)
        #expect(slices.last?.window.until == window.until)
        for (left, right) in zip(slices, slices.dropFirst()) {
            #expect(left.window.until != nil && left.window.until == right.window.since)
        }
        for time in times where window.contains(time) {
            #expect(slices.count(where: { $0.window.contains(time) }) == 1)
        }
    }

    @Test func anEmptyOrSmallStoreIsOneSlice() {
        let empty = cut([], limit: 100)
        #expect(empty.slices == [.init(window: ReadWindow(.createdAt), count: 0)] && empty.counts == 1)
        let small = cut([Self.now - .seconds(60)], limit: 100)
        #expect(small.slices.map(\.count) == [1])
    }

    @Test func evenlySpreadRecordsGiveSlicesOfSimilarSize() {
        let times = (0..<10_000).map { Self.now - .seconds(3_600 * $0) }
        let (slices, counts) = cut(times, limit: 500)
        expectCover(slices, ReadWindow(.createdAt), times)
        #expect(slices.allSatisfy { $0.count <= 500 })
        #expect(slices.count <= 45, "\(slices.count)")
        #expect(counts < slices.count * 6, "\(counts) counts for \(slices.count) slices")
    }

    @Test func aStoreThatGrewGetsNarrowSlicesWhereItIsDense() {
        // Half of all orders came in one day of sales.
        let old = (0..<2_000).map { Self.now - .seconds(86_400 * 2 + 40_000 * $0) }
        let sale = (0..<2_000).map { Self.now - .seconds(43 * $0) }
        let window = ReadWindow(.createdAt, since: Self.now - .seconds(200_000_000))
        let (slices, _) = cut(old + sale, limit: 300, window: window)
        expectCover(slices, window, old + sale)
        #expect(slices.allSatisfy { $0.count <= 300 })
        #expect(slices.count <= 40, "\(slices.count)")
    }

    @Test func oneSecondIsNotCutHoweverManyItHolds() {
        let times = Array(repeating: Self.now - .seconds(500), count: 1_000)
        let (slices, counts) = cut(times, limit: 10)
        expectCover(slices, ReadWindow(.createdAt), times)
        #expect(slices.map(\.count).max() == 1_000)
        #expect(counts < 200)
    }

    /// What becomes of it is for whoever reads it; cutting ends.
    @Test func oneSecondOfWhichNobodySaysHowMuchItHoldsIsNotCutWithoutEnd() {
        let window = ReadWindow(.createdAt, since: Self.now - .seconds(8), until: Self.now)
        var slicer = TimeSlicer(window, limit: 10, now: Self.now)
        var counts = 0
        while slicer.next != nil, counts < 1_000 {
            counts += 1
            slicer.answer(RecordCount(10_000, isAtLeast: true))
        }
        #expect(slicer.next == nil && counts < 50)
        #expect(slicer.slices.count == 8 && slicer.slices.allSatisfy { $0.count == 10_000 })
    }

    @Test func countsThatAreOnlyLowerBoundsAreCutToo() {
        let times = (0..<5_000).map { Self.now - .seconds(3_600 * $0) }
        let (slices, _) = cut(times, limit: 400, isAtLeast: 1_000)
        expectCover(slices, ReadWindow(.createdAt), times)
        #expect(slices.allSatisfy { $0.count <= 400 })
        #expect(slices.reduce(0) { $0 + $1.count } == 5_000)
    }

    @Test func aHugeStoreGetsLargerSlicesInsteadOfMore() {
        let hour = Duration.seconds(3_600)
        let window = ReadWindow(.createdAt, since: Self.now - hour * 100_000, until: Self.now)
        var slicer = TimeSlicer(window, limit: 10, now: Self.now)
        var counts = 0
        while let next = slicer.next, let since = next.since, let until = next.until, counts < 100_000 {
            counts += 1
            slicer.answer(RecordCount(until.since(since).components.seconds / 36))
        }
        #expect(slicer.slices.count < 2_100, "\(slicer.slices.count)")
        #expect(slicer.next == nil)
    }

    @Test func aWindowBehindNowOrTurnedAroundEndsAllTheSame() {
        let future = ReadWindow(.createdAt, since: Self.now + .seconds(600))
        #expect(cut([], limit: 1, window: future).slices.count == 1)
        let turned = ReadWindow(.createdAt, since: Self.now, until: Self.now - .seconds(60))
        #expect(cut([Self.now], limit: 1, window: turned).slices.count == 1)
    }
}
