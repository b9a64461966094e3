import Synchronization

/// The overview as one look at the sync has it, drawn once for each kind of visitor and shared by all pages that fetch it.
///
/// Pages differ by nothing but the proof that their forms carry, so that is put in for each.
final class SharedOverview: Sendable {
    /// The HTML, cut where a form's proof belongs.
    private struct Drawn {
        var look: Int
        var pieces: [String]
    }

    private let kept = Mutex<[AccessRole: Drawn]>([:])
    /// Stands where a form's proof belongs; nobody can write it into a record.
    private let place = RandomText.make()

    /// - Parameters:
    ///   - look: which look it shows.
    ///   - role: of the visitor.
    ///   - form: what the visitor's forms carry.
    ///   - draw: makes the HTML with what forms carry.
    /// - Returns: HTML.
    func html(of look: Int, for role: AccessRole, form: String, draw: (_ form: String) -> String) -> String {
        if let drawn = kept.withLock({ $0[role] }), drawn.look == look { return drawn.pieces.joined(separator: form) }
        let pieces = draw(place).split(separator: place, omittingEmptySubsequences: false).map(String.init)
        kept.withLock { $0[role] = Drawn(look: look, pieces: pieces) }
        return pieces.joined(separator: form)
    }
}
