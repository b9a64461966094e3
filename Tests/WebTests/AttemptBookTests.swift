import Testing

@testable import Web

@Suite struct AttemptBookTests {
    private let start = ContinuousClock.Instant.now

    @Test func theWaitGrowsAndIsToldOnce() {
        var book = AttemptBook()
        var now = start
        var told = 0
        var waits: [Int64] = []
        for _ in 0..<17 {
            #expect(book.wait(of: "a", at: now) == nil)
            if book.failed("a", at: now) { told += 1 }
            let wait = book.wait(of: "a", at: now) ?? .zero
            waits.append(wait.components.seconds)
            now = now.advanced(by: wait)
        }
        #expect(waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
        #expect(told == 1)
        #expect(book.wait(of: "b", at: start) == nil, "each client waits for itself")
    }

    @Test func theRightTokenAndTimeBeginAnew() {
        var book = AttemptBook()
        for _ in 0..<8 { _ = book.failed("a", at: start) }
        book.succeeded("a")
        #expect(book.wait(of: "a", at: start) == nil)
        for _ in 0..<8 { _ = book.failed("a", at: start) }
        let later = start.advanced(by: AttemptBook.forgotten)
        #expect(book.failed("a", at: later) == false)
        #expect(book.wait(of: "a", at: later) == nil)
    }

    @Test func onlySoManyClientsAreRemembered() {
        var book = AttemptBook(capacity: 3)
        for client in 0..<10 {
            for _ in 0..<6 { _ = book.failed("\(client)", at: start.advanced(by: .milliseconds(client))) }
        }
        let now = start.advanced(by: .milliseconds(10))
        #expect((0..<10).filter { book.wait(of: "\($0)", at: now) != nil } == [7, 8, 9])
    }
}
