import Foundation
import SyncModel
import Testing

@Suite struct AlertBookTests {
    private static func at(_ seconds: Int64) -> Instant { Instant(seconds: 1_780_000_000 + seconds) }
    private let lag = AlertCondition(.lag, "hubspot", "records wait")
    private let silence = AlertCondition(.noDelivery, "acme", "no webhook")

    /// Sees what holds and tells what is new; returns the words.
    private func look(_ book: inout AlertBook, _ conditions: [AlertCondition], at seconds: Int64) -> [String] {
        book.see(conditions, now: Self.at(seconds))
        let untold = book.untold
        book.told(untold, now: Self.at(seconds))
        return untold.map(\.words)
    }

    @Test func eachFiresOnceAndSaysWhenItIsOver() {
        var book = AlertBook()
        #expect(look(&book, [lag], at: 0) == ["hubspot: records wait"])
        #expect(look(&book, [lag], at: 30).isEmpty)
        #expect(look(&book, [lag, silence], at: 60) == ["acme: no webhook"])
        #expect(look(&book, [silence], at: 90).isEmpty)
        #expect(look(&book, [silence], at: 389).isEmpty)
        // Since when it does not hold, not since when that was sure.
        #expect(look(&book, [silence], at: 390) == ["hubspot: over since 2026-05-28T20:28:10Z: records wait"])
        #expect(look(&book, [silence], at: 420).isEmpty)
        #expect(book.sorted.map(\.id.kind) == [.noDelivery])
    }

    @Test func whatComesAndGoesFiresOnce() {
        var book = AlertBook()
        var told: [String] = []
        for minute in Int64(0)..<20 {
            told += look(&book, minute % 2 == 0 ? [lag] : [], at: minute * 60)
        }
        #expect(told == ["hubspot: records wait"])
    }

    @Test func whatEndsBeforeAnybodyHeardOfItIsForgotten() {
        var book = AlertBook()
        book.see([lag], now: Self.at(0))
        book.see([], now: Self.at(30))
        #expect(book.untold.isEmpty)
        book.see([], now: Self.at(400))
        #expect(book.untold.isEmpty && book.sorted.isEmpty)
    }

    @Test func oneThatHoldsAgainBeforeItsEndWasToldGoesOn() {
        var book = AlertBook()
        _ = look(&book, [lag], at: 0)
        book.see([], now: Self.at(10))
        book.see([], now: Self.at(400))
        #expect(book.untold.map(\.isOver) == [true])
        #expect(look(&book, [lag], at: 430).isEmpty)
        #expect(book.sorted.map(\.since) == [Self.at(0)])
    }

    @Test func whatChangedMeanwhileIsNotTakenForTold() {
        var book = AlertBook()
        book.see([lag], now: Self.at(0))
        let sent = book.untold
        book.see([AlertCondition(.lag, "hubspot", "records wait for long")], now: Self.at(1))
        book.told(sent, now: Self.at(2))
        #expect(book.untold.map(\.words) == ["hubspot: records wait for long"])
    }

    @Test func aRestartRepeatsNothing() {
        var book = AlertBook()
        _ = look(&book, [lag], at: 0)
        var restarted = AlertBook(book.sorted)
        #expect(look(&restarted, [lag], at: 60).isEmpty)
        #expect(restarted == book)
    }

    private func paused(_ words: String, _ parts: Set<String>) -> AlertCondition {
        AlertCondition(.paused, "hubspot", words, aspects: parts)
    }

    @Test func whatBecomesWorseIsToldAnewAndOverNamesWhatWasTold() {
        var book = AlertBook()
        let part = paused("orders are not delivered", ["order: missing_field"])
        let all = paused("nothing is delivered", ["order: missing_field", "destination: unauthorized"])
        #expect(look(&book, [part], at: 0) == ["hubspot: orders are not delivered"])
        #expect(look(&book, [all], at: 30) == ["hubspot: nothing is delivered"])
        #expect(look(&book, [all], at: 60).isEmpty)
        // Less of it is nothing new.
        #expect(look(&book, [part], at: 90).isEmpty)
        #expect(look(&book, [all], at: 120).isEmpty, "it comes and goes")
        #expect(look(&book, [part], at: 150).isEmpty)
        #expect(look(&book, [part], at: 460).isEmpty)
        #expect(look(&book, [all], at: 490) == ["hubspot: nothing is delivered"], "it had ended for long")
        #expect(look(&book, [], at: 520).isEmpty)
        #expect(look(&book, [], at: 820) == ["hubspot: over since 2026-05-28T20:35:20Z: nothing is delivered"])
    }

    @Test func whatWasNotToldAsItBecameWorseIsOverAsItWasTold() throws {
        var book = AlertBook()
        _ = look(&book, [paused("orders are not delivered", ["order"])], at: 0)
        book.see([paused("nothing is delivered", ["destination"])], now: Self.at(30))
        // It could not be sent, and a restart comes between.
        book = AlertBook(try JSONDecoder().decode([Alert].self, from: JSONEncoder().encode(book.sorted)))
        #expect(book.untold.map(\.words) == ["hubspot: nothing is delivered"])
        book.see([], now: Self.at(40))
        book.see([], now: Self.at(400))
        #expect(book.untold.map(\.words) == ["hubspot: over since 2026-05-28T20:27:20Z: orders are not delivered"])
    }

    @Test func anAlertOfAnEarlierReleaseIsNotRepeated() throws {
        let stored = #"[{"id":{"kind":"paused","subject":"hubspot"},"message":"m","since":0,"toldAt":1}]"#
        var book = AlertBook(try JSONDecoder().decode([Alert].self, from: Data(stored.utf8)))
        #expect(look(&book, [paused("m", ["order"])], at: 0).isEmpty)
        #expect(look(&book, [paused("n", ["order", "customer"])], at: 30) == ["hubspot: n"])
    }
}
