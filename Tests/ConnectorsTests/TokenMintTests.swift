import SyncModel
import Testing

@testable import Connectors

@Suite("Minting of tokens")
struct TokenMintTests {
    private let start = Instant(microseconds: 1_000_000_000)
    private let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "the user is deactivated")

    @Test("A new token that is refused stops minting for some minutes, however often it is probed")
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
        #expect(minted == 2, "ten minutes of probes")
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
