import Foundation
import SyncModel

/// Several records that one word of a person's fits.
struct CandidatesReport: Codable {
    struct Candidate: Codable {
        var store: String
        var kind: String
        /// Shopify's number; for a guest our own id.
        var id: String
        /// `nil` for a guest, whom Shopify does not know.
        var gid: String?
        var name: String?
        var email: String?
    }

    var candidates: [Candidate]
    /// There are more than are listed.
    var isCut: Bool

    init(hits: [StoredRecord], limit: Int) {
        isCut = hits.count > limit
        candidates = hits.prefix(limit).map { hit in
            let kind = hit.key.kind.rawValue
            return Candidate(
                store: hit.key.store.rawValue,
                kind: kind,
                id: hit.key.externalID,
                gid: hit.key.isGuest ? nil : "gid://shopify/\(kind.capitalized)/\(hit.key.id)",
                name: hit.record.name,
                email: hit.record.foldedEmail
            )
        }
    }

    func lines(_ what: String) -> [String] {
        let rows = candidates.map { candidate in
            [
                "sluice show \(candidate.kind) \(candidate.gid ?? candidate.id)", candidate.store, candidate.name ?? "",
                candidate.email ?? "",
            ]
        }
        return ["\"\(what)\" fits several; name one by its id:"] + Output.rows(rows) + (isCut ? ["  … and more"] : [])
    }
}
