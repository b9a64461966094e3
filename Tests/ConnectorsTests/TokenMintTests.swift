import SyncModel
import Testing

@testable import Connectors

@Suite("Minting of tokens")
struct TokenMintTests {
    private let start = Instant(microseconds: 1_000_000_000)
    private let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "the user is deactivated")

    @Test("New tokens that are all refused are minted ever more seldom, however often the destination is probed")
    func freshRefused() throws {
        let mint = TokenMint()
        var now = start
        var minted = 0
        // A probe: the kept token is refused, a new one is wanted and refused too.
        func probe() {
            mint.refused(Secret("token \(minted)"), fault, at: now)
            do throws(DeliveryFault) {
                try mint.admit(at: now)
            } catch {
                #expect(error == fault)
                return
            }
            minted += 1
            mint.minted(Secret("token \(minted)"))
            mint.refused(Secret("token \(minted)"), fault, at: now)
        }
        for _ in 0..<40 {
            probe()
            now = now + .seconds(15)
        }
        // After 15, 30, 60, 120 and 240 seconds.
        #expect(minted == 6, "ten minutes of probes")
        for _ in 0..<80 {
            probe()
            now = now + .seconds(15)
        }
        #expect(minted == 10, "after that one in five minutes")
    }

    @Test("One stray refusal of a new token holds nothing up for longer than a probe takes to come")
    func stray() throws {
        let mint = TokenMint()
        var now = start
        for number in 0..<3 {
            mint.minted(Secret("stray \(number)"))
            mint.refused(Secret("stray \(number)"), fault, at: now)
            #expect(throws: fault) { try mint.admit(at: now + .seconds(14)) }
            now = now + .seconds(15)
            try mint.admit(at: now)
            // The next one serves, so the one after that is a first again.
            mint.minted(Secret("good \(number)"))
            mint.accepted(Secret("good \(number)"))
        }
    }

    @Test("A token that served and is refused later is replaced at once")
    func served() throws {
        let mint = TokenMint()
        for number in 0..<20 {
            try mint.admit(at: start)
            mint.minted(Secret("\(number)"))
            mint.accepted(Secret("\(number)"))
            mint.refused(Secret("\(number)"), fault, at: start)
        }
    }

    @Test("All that share credentials wait together, others do not")
    func shared() {
        let shelf = CredentialShelf()
        shelf.mint("one").minted(Secret("token"))
        shelf.mint("one").refused(Secret("token"), fault, at: start)
        #expect(throws: fault) { try shelf.mint("one").admit(at: start) }
        #expect(throws: Never.self) { try shelf.mint("other").admit(at: start) }
    }
}
