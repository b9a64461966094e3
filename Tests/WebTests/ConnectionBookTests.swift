import Testing

@testable import Web

@Suite struct ConnectionBookTests {
    @Test func theOldestThatSentNothingGoesFirst() {
        var book = ConnectionBook(limit: 3)
        for id in [1, 2, 3] as [UInt64] { #expect(book.enter(id) == nil) }
        book.move(1, to: .reading)
        #expect(book.enter(4) == 2)
        #expect(book.enter(5) == 3)
        #expect(book.count == 3 && !book.contains(3))
    }

    @Test func whoSendsABodyGoesBeforeWhoWasAnsweredAndWhoIsServedNever() {
        var book = ConnectionBook(limit: 3)
        for (id, phase) in [(1, .idle), (2, .reading), (3, .working)] as [(UInt64, ConnectionBook.Phase)] {
            _ = book.enter(id)
            book.move(id, to: phase)
        }
        #expect(book.enter(4) == 2)
        book.move(4, to: .working)
        #expect(book.enter(5) == 1)
        book.move(5, to: .working)
        #expect(book.enter(6) == nil, "the one that comes does not go itself")
        #expect(book.count == 4)
        book.leave(3)
        #expect(book.count == 3)
    }

    @Test func aPhaseThatWasLeftDoesNotCount() {
        var book = ConnectionBook(limit: 2)
        _ = book.enter(1)
        _ = book.enter(2)
        for _ in 0..<1_000 {
            book.move(1, to: .reading)
            book.move(1, to: .working)
            book.move(1, to: .idle)
        }
        book.move(2, to: .idle)
        book.move(1, to: .idle)
        #expect(book.enter(3) == 2, "it was answered longer ago")
    }

    @Test func whoTakesNoAnswersGoesBeforeWhoIsIdle() {
        var book = ConnectionBook(limit: 2)
        for (id, phase) in [(1, .idle), (2, .untaken)] as [(UInt64, ConnectionBook.Phase)] {
            _ = book.enter(id)
            book.move(id, to: phase)
        }
        #expect(book.enter(3) == 2)
        #expect(book.dismiss() == nil, "there are not too many any more")
        for id in [1, 3] as [UInt64] { book.move(id, to: .working) }
        #expect(book.enter(4) == nil)
        book.move(1, to: .untaken)
        book.move(4, to: .working)
        #expect(book.dismiss() == 1, "none has to come for it")
    }
}
