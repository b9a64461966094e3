import NIOCore
import Testing

@testable import Web

@Suite struct ByteBudgetTests {
    private static let megabyte = 1 << 20

    private let budget = ByteBudget(limit: 16 * megabyte, largest: 8 * megabyte)

    /// A body of which so much came, and its number; `nil` where it was refused.
    private func reading(_ bytes: Int) -> (body: HeldBody, number: UInt64)? {
        let body = HeldBody()
        let number = budget.enter(body)
        guard budget.take(bytes, for: number) else {
            budget.leave(number)
            return nil
        }
        body.append(ByteBuffer(repeating: 1, count: 10))
        return (body, number)
    }

    @Test func theOneThatSendsForLongestGoesForTheNewcomer() throws {
        let first = try #require(reading(7 * Self.megabyte))
        let second = try #require(reading(7 * Self.megabyte))
        let third = try #require(reading(7 * Self.megabyte))
        #expect(first.body.take() == nil && !budget.take(1, for: first.number) && budget.finish(first.number) == nil)
        // Its own end gives nothing back a second time.
        budget.leave(first.number)
        #expect(budget.finish(second.number) == 7 * Self.megabyte && second.body.take()?.count == 10)
        #expect(budget.take(1, for: third.number))
    }

    @Test func whatCameWholeDoesNotGo() throws {
        for _ in 0..<2 {
            let whole = try #require(reading(7 * Self.megabyte))
            #expect(budget.finish(whole.number) == 7 * Self.megabyte)
        }
        #expect(reading(2 * Self.megabyte) == nil)
        budget.giveBack(7 * Self.megabyte)
        #expect(reading(2 * Self.megabyte) != nil)
    }

    @Test func roomIsKeptForSmallBodies() throws {
        let whole = try #require(reading(8 * Self.megabyte))
        #expect(budget.finish(whole.number) != nil)
        let large = try #require(reading(7 * Self.megabyte))
        #expect(budget.finish(large.number) != nil)
        // One megabyte is left, a sixteenth, for small ones alone.
        #expect(reading(ByteBudget.small + 1) == nil)
        let small = (0..<4).compactMap { _ in reading(ByteBudget.small) }
        #expect(small.count == 4)
        // Then the oldest of them goes, but for no large one.
        #expect(reading(ByteBudget.small + 1) == nil)
        #expect(small.allSatisfy { $0.body.count == 10 })
        #expect(reading(ByteBudget.small) != nil)
        #expect(small.map { $0.body.count } == [0, 10, 10, 10])
    }
}
