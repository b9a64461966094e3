import Foundation
import Shopify
import SyncModel

/// What every form carries: proof that our page was open in this session, and a number by which it is taken once.
struct FormToken: Sendable, Hashable {
    /// The number by which a form is taken once.
    var id: String
    var issuedAt: Instant

    /// Long enough to read a page over lunch; what stood on it is stale after that.
    static let lasting = Duration.seconds(4 * 3_600)

    enum Refusal: Error, Sendable, Hashable {
        /// Not of our making, or of another session: perhaps another site's.
        case foreign
        /// Too old, or from before a restart, so that nobody knows whether it was taken.
        case stale
    }

    static func make(_ session: Session, _ access: AccessControl, now: Instant) -> String {
        let text = "\(RandomText.make()).\(now.microseconds)"
        return "\(text).\(access.signature("\(session.id).\(text)"))"
    }
}

extension FormToken {
    /// - Parameters:
    ///   - text: as the form carries it.
    ///   - session: of who sends the form.
    ///   - access: whose key signs.
    ///   - startedAt: when this server started.
    ///   - now: by our clock.
    /// - Throws: `Refusal`.
    init(
        _ text: String?,
        session: Session,
        access: AccessControl,
        startedAt: Instant,
        now: Instant
    ) throws(Refusal) {
        let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let micros = Int64(parts[1]) else { throw .foreign }
        let signature = access.signature("\(session.id).\(parts[0]).\(parts[1])")
        guard ConstantTime.areEqual(Array(signature.utf8), Array(parts[2].utf8)) else { throw .foreign }
        (id, issuedAt) = (parts[0], Instant(microseconds: micros))
        guard issuedAt >= startedAt, now < issuedAt + Self.lasting else { throw .stale }
    }
}
